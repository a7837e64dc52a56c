using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm;

/// <content>Receives with a timeout. The machine needs a <see cref="MachineOptions.TimeProvider"/>.</content>
public readonly partial struct Inbox<TEvent>
{
    /// <summary>Waits for the next event, with a timeout.</summary>
    /// <param name="limit">The timeout. It restarts with each call.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for an event or the timeout; await it immediately.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The machine has no clock, or another coroutine waits at this inbox.</exception>
    public TimedWait<TEvent> Receive(TimeSpan limit, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var m = Wrapped;
        var due = m.DueIn(limit);
        m.Arrive(line, file);
        return new(m, due);
    }

    /// <summary>Waits for the next event until a deadline.</summary>
    /// <param name="deadline">The deadline, created by <see cref="Deadline"/>.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for an event or the timeout; await it immediately.</returns>
    /// <exception cref="InvalidOperationException">The machine has no clock, or another coroutine waits at this inbox.</exception>
    public TimedWait<TEvent> Receive(Deadline deadline, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var m = Wrapped;
        m.Arrive(line, file);
        return new(m, deadline.Due);
    }

    /// <summary>Creates a deadline that several receives share.</summary>
    /// <param name="limit">The time from now.</param>
    /// <returns>The deadline.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The machine has no clock.</exception>
    public Deadline Deadline(TimeSpan limit) => new(Wrapped.DueIn(limit));

    /// <summary>
    /// Runs a substate until it ends or a timeout expires, whatever it waits for: <c>await inbox.Within(limit).Run(Session(inbox))</c>.
    /// </summary>
    /// <param name="limit">The timeout.</param>
    /// <returns>The object that runs the substate.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The machine has no clock.</exception>
    /// <remarks>
    /// The substate's <c>finally</c> blocks run before the superstate continues. The cost is that of <see cref="Until{TCase}"/>.
    /// </remarks>
    public Superstate<TEvent> Within(TimeSpan limit) => new(Wrapped, Wrapped.PushDeadline(Wrapped.DueIn(limit)));
}
