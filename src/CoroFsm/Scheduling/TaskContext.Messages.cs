using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm.Scheduling;

/// <content>Messages.</content>
public readonly partial struct TaskContext
{
    /// <summary>
    /// Sends a message to a task. If there is room in its mailbox, this task continues immediately; otherwise it waits for room.
    /// </summary>
    /// <typeparam name="TMessage">The type of the message. A struct is received by its exact type; an object also by a base type or an
    /// interface.</typeparam>
    /// <param name="to">The task.</param>
    /// <param name="message">The message.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately. Its result is false if the task has ended.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="to"/> names no task of this scheduler.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SendWait Send<TMessage>(TaskId to, TMessage message, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TMessage : notnull
    {
        RefuseNull(message);
        var target = Checked(to);
        var record = Record;
        record.Arrive();
        var delivery = target.Deliver(message);
        return delivery == ScheduledTask.Delivery.Taken ? new(record) : SendSlowly(delivery, target, message, line, file);
    }

    /// <summary>Sends a message to a task if there is room. Never waits, so clean-up code can call it, too.</summary>
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
    /// <typeparam name="TMessage">The type. A struct is received by its exact type; an object also by a base type or an
    /// interface.</typeparam>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately. If a message is there, the task continues immediately.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MessageWait<TMessage> Receive<TMessage>([CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TMessage : notnull
    {
        var record = Record;
        record.Arrive(line, file);
        return new(record);
    }

    /// <summary>Waits for a message of a type, in a named state, and takes the oldest.</summary>
    /// <typeparam name="TMessage">The type.</typeparam>
    /// <param name="state">The name of the state; the last part of <see cref="TaskInfo.State"/>.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="state"/> is null.</exception>
    public MessageWait<TMessage> Receive<TMessage>(string state, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TMessage : notnull
    {
        ArgumentNullException.ThrowIfNull(state);
        var record = Record;
        record.Arrive(state, line, file);
        return new(record);
    }

    /// <summary>Waits for a message of a type, with a timeout.</summary>
    /// <typeparam name="TMessage">The type.</typeparam>
    /// <param name="timeout">The timeout.</param>
    /// <param name="state">The name of the state; the last part of <see cref="TaskInfo.State"/>. Default: null (that of the
    /// method).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for a message or the timeout; await it immediately.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    public TimedMessageWait<TMessage> Receive<TMessage>(
        TimeSpan timeout, string? state = null, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TMessage : notnull =>
        Receive<TMessage>(Deadline(timeout), state, line, file);

    /// <summary>Waits for a message of a type, until a deadline.</summary>
    /// <typeparam name="TMessage">The type.</typeparam>
    /// <param name="deadline">The deadline, created by <see cref="Deadline"/>.</param>
    /// <param name="state">The name of the state; the last part of <see cref="TaskInfo.State"/>. Default: null (that of the
    /// method).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for a message or the timeout; await it immediately.</returns>
    public TimedMessageWait<TMessage> Receive<TMessage>(
        Deadline deadline, string? state = null, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TMessage : notnull
    {
        var record = Record;
        record.Arrive(state, line, file);
        return new(record, deadline.Due);
    }

    /// <summary>Waits for a message of a type that a filter accepts, and takes the oldest; the others stay in the mailbox.</summary>
    /// <typeparam name="TMessage">The type.</typeparam>
    /// <param name="predicate">The filter. It is called once for each message. Its exceptions are thrown by the wait.</param>
    /// <param name="state">The name of the state; the last part of <see cref="TaskInfo.State"/>. Default: null (that of the
    /// method).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    public CallWait<TMessage> Receive<TMessage>(
        Func<TMessage, bool> predicate, string? state = null, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TMessage : notnull
    {
        ArgumentNullException.ThrowIfNull(predicate);
        var record = Record;
        record.Arrive(state, line, file);
        return new(record, new ReceiveTrap<TMessage>(predicate));
    }

    /// <summary>Waits for a message of a type that a filter accepts, with a timeout.</summary>
    /// <typeparam name="TMessage">The type.</typeparam>
    /// <param name="predicate">The filter. It is called once for each message. Its exceptions are thrown by the wait.</param>
    /// <param name="timeout">The timeout.</param>
    /// <param name="state">The name of the state; the last part of <see cref="TaskInfo.State"/>. Default: null (that of the
    /// method).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for a message or the timeout; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    public CallWait<Received<TMessage>> Receive<TMessage>(
        Func<TMessage, bool> predicate,
        TimeSpan timeout,
        string? state = null,
        [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TMessage : notnull
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Receive(predicate, Deadline(timeout), state, line, file);
    }

    /// <summary>Waits for a message of a type that a filter accepts, until a deadline.</summary>
    /// <typeparam name="TMessage">The type.</typeparam>
    /// <param name="predicate">The filter. It is called once for each message. Its exceptions are thrown by the wait.</param>
    /// <param name="deadline">The deadline, created by <see cref="Deadline"/>.</param>
    /// <param name="state">The name of the state; the last part of <see cref="TaskInfo.State"/>. Default: null (that of the
    /// method).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for a message or the timeout; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    public CallWait<Received<TMessage>> Receive<TMessage>(
        Func<TMessage, bool> predicate,
        Deadline deadline,
        string? state = null,
        [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TMessage : notnull
    {
        ArgumentNullException.ThrowIfNull(predicate);
        var record = Record;
        record.Arrive(state, line, file);
        return new(record, new TimedReceiveTrap<TMessage>(predicate, deadline.Due));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private SendWait SendSlowly<TMessage>(ScheduledTask.Delivery delivery, ScheduledTask target, TMessage message, int line, string file)
    {
        if (delivery == ScheduledTask.Delivery.Ended)
            return default;
        var record = Record;
        record.Arrive(line, file);
        return new(record, new PendingSend<TMessage>(target, message));
    }

    /// <summary>Compared here and not by a method of the runtime, which would box a struct.</summary>
    private static void RefuseNull<TMessage>(TMessage message)
    {
        if (!typeof(TMessage).IsValueType && message is null)
        {
            throw new ArgumentNullException(
                nameof(message),
                "A message must not be null, because no receive would find it. Send an object or a struct.");
        }
    }
}
