namespace CoroFsm.Scheduling;

/// <content>Timers that come as messages.</content>
public readonly partial struct TaskContext
{
    /// <summary>Sets a timer with a name (gen_statem's generic time-out): its message is in the task's mailbox when the time is up. A timer of the name that is set is replaced.</summary>
    /// <typeparam name="TMessage">The type of the message. A struct is received as itself; an object as any type that it has.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="after">When it comes, from now.</param>
    /// <param name="message">What is received.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="message"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The task does not run: this is the context of another one.</exception>
    /// <exception cref="BacklogFullException">1,024 timers are set.</exception>
    /// <remarks>
    /// The message of one that was replaced or cancelled is never received, even if it was in the mailbox already. Timers come in the order in which they are due, also into a mailbox that is full. With the task they end.
    /// Setting one anew allocates nothing.
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
    /// <returns>False if it was not set, or its message has been received.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The task does not run: this is the context of another one.</exception>
    public bool CancelTimer(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Record.CancelTimer(name);
    }
}
