using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm;

/// <content>Receives with a timeout. The machine needs a <see cref="MachineOptions.TimeProvider"/>.</content>
public readonly partial struct Inbox<TEvent>
{
    /// <summary>Waits for the next event, with a timeout.</summary>
    /// <param name="timeout">The timeout. It restarts with each call.</param>
    /// <param name="state">The name of the state; the last part of <see cref="Machine.State"/>. Default: null (that of the method).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for an event or the timeout; await it immediately.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The machine has no clock, or another coroutine waits at this inbox.</exception>
    public TimedWait<TEvent> Receive(
        TimeSpan timeout, string? state = null, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var due = Wrapped.DueIn(timeout);
        return new(Arrive(state, line, file), due);
    }

    /// <summary>Waits for the next event until a deadline.</summary>
    /// <param name="deadline">The deadline, created by <see cref="Deadline"/>.</param>
    /// <param name="state">The name of the state; the last part of <see cref="Machine.State"/>. Default: null (that of the method).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for an event or the timeout; await it immediately.</returns>
    /// <exception cref="InvalidOperationException">The machine has no clock, or another coroutine waits at this inbox.</exception>
    public TimedWait<TEvent> Receive(
        Deadline deadline, string? state = null, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        return new(Arrive(state, line, file), deadline.Due);
    }

    /// <summary>Waits for the next event that a predicate accepts, with a timeout.</summary>
    /// <param name="predicate">Selects the events. The result must depend on the event alone.</param>
    /// <param name="timeout">The timeout. It restarts with each call.</param>
    /// <param name="state">The name of the state; the last part of <see cref="Machine.State"/>. Default: null (that of the method).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for an event or the timeout; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The machine has no clock, or another coroutine waits at this inbox.</exception>
    public TimedWait<TEvent> Receive(
        Func<TEvent, bool> predicate,
        TimeSpan timeout,
        string? state = null,
        [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(predicate);
        var due = Wrapped.DueIn(timeout);
        return new(Arrive(state, line, file), due, predicate);
    }

    /// <summary>Waits for the next event that a predicate accepts, until a deadline.</summary>
    /// <param name="predicate">Selects the events. The result must depend on the event alone.</param>
    /// <param name="deadline">The deadline, created by <see cref="Deadline"/>.</param>
    /// <param name="state">The name of the state; the last part of <see cref="Machine.State"/>. Default: null (that of the method).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for an event or the timeout; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The machine has no clock, or another coroutine waits at this inbox.</exception>
    public TimedWait<TEvent> Receive(
        Func<TEvent, bool> predicate,
        Deadline deadline,
        string? state = null,
        [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new(Arrive(state, line, file), deadline.Due, predicate);
    }

    /// <summary>Waits for the next event of one case of the event type, with a timeout.</summary>
    /// <typeparam name="TCase">The case: a type that derives from <typeparamref name="TEvent"/> or implements it.</typeparam>
    /// <param name="timeout">The timeout. It restarts with each call.</param>
    /// <param name="state">The name of the state; the last part of <see cref="Machine.State"/>. Default: null (that of the method).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for an event or the timeout; await it immediately.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The machine has no clock, or another coroutine waits at this inbox.</exception>
    public TimedWait<TEvent, TCase> Receive<TCase>(
        TimeSpan timeout, string? state = null, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TCase : TEvent
    {
        var due = Wrapped.DueIn(timeout);
        return new(Arrive(state, line, file), due, CaseFilter<TEvent, TCase>.Instance);
    }

    /// <summary>Waits for the next event of one case of the event type, until a deadline.</summary>
    /// <typeparam name="TCase">The case: a type that derives from <typeparamref name="TEvent"/> or implements it.</typeparam>
    /// <param name="deadline">The deadline, created by <see cref="Deadline"/>.</param>
    /// <param name="state">The name of the state; the last part of <see cref="Machine.State"/>. Default: null (that of the method).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for an event or the timeout; await it immediately.</returns>
    /// <exception cref="InvalidOperationException">The machine has no clock, or another coroutine waits at this inbox.</exception>
    public TimedWait<TEvent, TCase> Receive<TCase>(
        Deadline deadline, string? state = null, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TCase : TEvent
    {
        return new(Arrive(state, line, file), deadline.Due, CaseFilter<TEvent, TCase>.Instance);
    }

    /// <summary>Waits for the next event of one case of the event type that a predicate accepts, with a timeout.</summary>
    /// <typeparam name="TCase">The case: a type that derives from <typeparamref name="TEvent"/> or implements it.</typeparam>
    /// <param name="predicate">Selects the events. The result must depend on the event alone.</param>
    /// <param name="timeout">The timeout. It restarts with each call.</param>
    /// <param name="state">The name of the state; the last part of <see cref="Machine.State"/>. Default: null (that of the method).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for an event or the timeout; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The machine has no clock, or another coroutine waits at this inbox.</exception>
    public TimedWait<TEvent, TCase> Receive<TCase>(
        Func<TCase, bool> predicate,
        TimeSpan timeout,
        string? state = null,
        [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TCase : TEvent
    {
        ArgumentNullException.ThrowIfNull(predicate);
        var due = Wrapped.DueIn(timeout);
        var m = Arrive(state, line, file);
        return new(m, due, m.FilterOf(predicate));
    }

    /// <summary>Waits for the next event of one case of the event type that a predicate accepts, until a deadline.</summary>
    /// <typeparam name="TCase">The case: a type that derives from <typeparamref name="TEvent"/> or implements it.</typeparam>
    /// <param name="predicate">Selects the events. The result must depend on the event alone.</param>
    /// <param name="deadline">The deadline, created by <see cref="Deadline"/>.</param>
    /// <param name="state">The name of the state; the last part of <see cref="Machine.State"/>. Default: null (that of the method).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for an event or the timeout; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The machine has no clock, or another coroutine waits at this inbox.</exception>
    public TimedWait<TEvent, TCase> Receive<TCase>(
        Func<TCase, bool> predicate,
        Deadline deadline,
        string? state = null,
        [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TCase : TEvent
    {
        ArgumentNullException.ThrowIfNull(predicate);
        var m = Arrive(state, line, file);
        return new(m, deadline.Due, m.FilterOf(predicate));
    }

    /// <summary>Creates a deadline that several receives share.</summary>
    /// <param name="timeout">The time from now.</param>
    /// <returns>The deadline.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The machine has no clock.</exception>
    public Deadline Deadline(TimeSpan timeout) => new(Wrapped.DueIn(timeout));

    /// <summary>
    /// Runs a substate until it ends or a timeout expires, whatever it waits for: <c>await inbox.Within(timeout).Run(Session(inbox))</c>.
    /// </summary>
    /// <param name="timeout">The timeout.</param>
    /// <returns>The object that runs the substate.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The machine has no clock.</exception>
    /// <remarks>
    /// The substate's <c>finally</c> blocks run before the superstate continues. The cost is that of <see cref="Until{TCase}"/>.
    /// </remarks>
    public Superstate<TEvent> Within(TimeSpan timeout) => new(Wrapped, Wrapped.PushDeadline(Wrapped.DueIn(timeout)));
}
