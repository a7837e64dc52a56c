namespace CoroFsm.Scheduling;

/// <content>Timers that send messages.</content>
public readonly partial struct TaskContext
{
    /// <summary>
    /// Sets a named timer (the generic timeout of gen_statem), which puts a message into the task's mailbox. A timer of the same name is
    /// replaced.
    /// </summary>
    /// <typeparam name="TMessage">The type of the message. A struct is received by its exact type; an object also by a base type or an
    /// interface.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="after">The time from now until it elapses.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="message"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The task is not running: this is the context of another task.</exception>
    /// <exception cref="BacklogFullException">1,024 timers are set.</exception>
    /// <remarks>
    /// The message of a timer that was replaced or cancelled is never received, even if it was in the mailbox already. Timers elapse in the
    /// order in which they are due. Their messages are delivered even if the mailbox is full. Timers end with the task. Restarting a timer
    /// allocates nothing.
    /// </remarks>
    public void SetTimer<TMessage>(string name, TimeSpan after, TMessage message)
        where TMessage : notnull
    {
        ArgumentNullException.ThrowIfNull(name);
        RefuseNull(message);
        Record.SetTimer(name, Deadline(after).Due, message);
    }

    /// <summary>Cancels a timer with a name: its message will not be received.</summary>
    /// <param name="name">The name.</param>
    /// <returns>False if the timer was not set, or its message has been received.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The task is not running: this is the context of another task.</exception>
    public bool CancelTimer(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Record.CancelTimer(name);
    }
}
