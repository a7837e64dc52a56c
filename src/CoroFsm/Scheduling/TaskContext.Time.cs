using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm.Scheduling;

/// <content>Time.</content>
public readonly partial struct TaskContext
{
    /// <summary>Waits for a time to pass.</summary>
    /// <param name="time">The time to wait. Zero ends the turn, like <see cref="Yield"/>.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative.</exception>
    public TrapWait Sleep(TimeSpan time, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        var record = Record;
        record.Arrive(line, file);
        return time == TimeSpan.Zero ? new(record) : new(record, record.Scheduler.DueIn(time));
    }

    /// <summary>Waits until a deadline. If it has passed, ends the turn, like <see cref="Yield"/>.</summary>
    /// <param name="deadline">The deadline, created by <see cref="Deadline"/>.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately.</returns>
    public TrapWait Sleep(Deadline deadline, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var record = Record;
        record.Arrive(line, file);
        return deadline.Due <= record.Scheduler.Now ? new(record) : new(record, deadline.Due);
    }

    /// <summary>Creates a deadline that several traps share.</summary>
    /// <param name="timeout">The time until the deadline.</param>
    /// <returns>The deadline.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    public Deadline Deadline(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return new(Record.Scheduler.DueIn(timeout));
    }
}
