using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm.Scheduling;

/// <content>Messages.</content>
public readonly partial struct TaskContext
{
    /// <summary>Sends a message to a task. If there is room in its mailbox, this task goes on at once; else it waits for room.</summary>
    /// <typeparam name="TMessage">The type of the message. A struct is received as itself; an object as any type that it has.</typeparam>
    /// <param name="to">The task.</param>
    /// <param name="message">The message.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The wait, to be awaited at once: false if the task has ended.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="to"/> names no task of this scheduler.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SendWait Send<TMessage>(TaskId to, TMessage message, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TMessage : notnull
    {
        RefuseNull(message);
        var target = Checked(to);
        Record.Arrive();
        var delivery = target.Deliver(message);
        return delivery == ScheduledTask.Delivery.Taken ? new(task) : SendSlowly(delivery, target, message, line, file);
    }

    /// <summary>Sends a message to a task, if there is room: without waiting, and so in clean-up code too.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="to">The task.</param>
    /// <param name="message">The message.</param>
    /// <returns>False if the mailbox is full or the task has ended.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="to"/> names no task of this scheduler.</exception>
    public bool TrySend<TMessage>(TaskId to, TMessage message)
        where TMessage : notnull
    {
        RefuseNull(message);
        return Checked(to).Deliver(message) == ScheduledTask.Delivery.Taken;
    }

    /// <summary>Waits for a message of a type, and takes the oldest. Others stay in the mailbox (selective receive).</summary>
    /// <typeparam name="TMessage">The type: a struct, or anything that the message is.</typeparam>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The wait, to be awaited at once. If a message is there, the task goes on at once.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MessageWait<TMessage> Receive<TMessage>([CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TMessage : notnull
    {
        Record.Arrive(line, file);
        return new(task);
    }

    /// <summary>Waits for a message of a type, but no longer than a time.</summary>
    /// <typeparam name="TMessage">The type.</typeparam>
    /// <param name="timeout">The time.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The wait, to be awaited at once: a message, or that the time was up.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    public TimedMessageWait<TMessage> Receive<TMessage>(TimeSpan timeout, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TMessage : notnull => Receive<TMessage>(Deadline(timeout), line, file);

    /// <summary>Waits for a message of a type, but no longer than until a deadline.</summary>
    /// <typeparam name="TMessage">The type.</typeparam>
    /// <param name="deadline">The deadline, made by <see cref="Deadline"/>.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The wait, to be awaited at once: a message, or that the time was up.</returns>
    public TimedMessageWait<TMessage> Receive<TMessage>(Deadline deadline, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TMessage : notnull
    {
        Record.Arrive(line, file);
        return new(task, deadline.Due);
    }

    /// <summary>Waits for a message that a filter accepts, and takes the oldest; the others stay in the mailbox.</summary>
    /// <typeparam name="TMessage">The type.</typeparam>
    /// <param name="predicate">Which messages are taken. It is asked once for each; what it throws comes out of the wait.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The wait, to be awaited at once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    public CallWait<TMessage> Receive<TMessage>(Func<TMessage, bool> predicate, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TMessage : notnull
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Call(new ReceiveTrap<TMessage>(predicate), line, file);
    }

    /// <summary>Waits for a message that a filter accepts, but no longer than a time.</summary>
    /// <typeparam name="TMessage">The type.</typeparam>
    /// <param name="predicate">Which messages are taken.</param>
    /// <param name="timeout">The time.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The wait, to be awaited at once: a message, or that the time was up.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    public CallWait<Received<TMessage>> Receive<TMessage>(Func<TMessage, bool> predicate, TimeSpan timeout, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TMessage : notnull
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Call(new TimedReceiveTrap<TMessage>(predicate, Deadline(timeout).Due), line, file);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private SendWait SendSlowly<TMessage>(ScheduledTask.Delivery delivery, ScheduledTask target, TMessage message, int line, string file)
    {
        if (delivery == ScheduledTask.Delivery.Ended)
            return default;
        Record.Arrive(line, file);
        return new(task, new PendingSend<TMessage>(target, message));
    }

    /// <summary>Compared here and not by a method of the runtime, which would box a struct.</summary>
    private static void RefuseNull<TMessage>(TMessage message)
    {
        if (!typeof(TMessage).IsValueType && message is null)
            throw new ArgumentNullException(nameof(message), "A message is not null: no receive would find it.");
    }
}
