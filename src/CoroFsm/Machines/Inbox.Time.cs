using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm;

/// <content>Receives with a time limit; the machine needs a <see cref="MachineOptions.TimeProvider"/>.</content>
public readonly partial struct Inbox<TEvent>
{
    /// <summary>Waits for the next event, but no longer than a time.</summary>
    /// <param name="timeout">The time; it begins anew with each call.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The wait, to be awaited at once: an event, or that the time was up.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The machine has no clock, or another coroutine waits at this inbox.</exception>
    public TimedWait<TEvent> Receive(TimeSpan timeout, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var m = Wrapped;
        var due = m.DueIn(timeout);
        m.Arrive(line, file);
        return new(m, due);
    }

    /// <summary>Waits for the next event, but no longer than until a deadline.</summary>
    /// <param name="deadline">The deadline, made by <see cref="Deadline"/>.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The wait, to be awaited at once: an event, or that the time was up.</returns>
    /// <exception cref="InvalidOperationException">The machine has no clock, or another coroutine waits at this inbox.</exception>
    public TimedWait<TEvent> Receive(Deadline deadline, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var m = Wrapped;
        m.Arrive(line, file);
        return new(m, deadline.Due);
    }

    /// <summary>Makes a deadline that several receives share.</summary>
    /// <param name="timeout">How far off it is.</param>
    /// <returns>The deadline.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The machine has no clock.</exception>
    public Deadline Deadline(TimeSpan timeout) => new(Wrapped.DueIn(timeout));

    /// <summary>Runs a substate until it ends, or until a time is up, whatever it waits for: <c>await inbox.Within(timeout).Run(Session(inbox))</c>.</summary>
    /// <param name="timeout">The time.</param>
    /// <returns>What runs the substate.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The machine has no clock.</exception>
    /// <remarks>The substate's <c>finally</c> blocks run before the superstate goes on; costs as <see cref="Until{TCase}"/> does.</remarks>
    public Superstate<TEvent> Within(TimeSpan timeout) => new(Wrapped, Wrapped.PushDeadline(Wrapped.DueIn(timeout)));
}
