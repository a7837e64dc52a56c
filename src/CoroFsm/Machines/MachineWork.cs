namespace CoroFsm;

/// <summary>Describes work that a machine has started, for its observer. The same object in all notifications about the work.</summary>
public sealed class MachineWork
{
    private readonly TimeProvider clock;
    private readonly long start;
    private long end;

    internal MachineWork(string name, TimeProvider? clock)
    {
        Name = name;
        this.clock = clock ?? TimeProvider.System;
        start = this.clock.GetTimestamp();
    }

    /// <summary>
    /// Gets the name of the work: the name of the state, or that of the called method; for a lambda, the member that contains it.
    /// </summary>
    public string Name { get; }

    /// <summary>
    /// Gets the exception with which the work ended, an <see cref="OperationCanceledException"/> if it was cancelled; null if it
    /// succeeded, has not ended, or ended after its wait was left.
    /// </summary>
    public Exception? Error { get; private set; }

    /// <summary>
    /// Gets the time from the start of the work to its end, or to its cancellation if the wait was left. While the machine waits, gets the
    /// time that has elapsed so far. Measured by the clock of the machine.
    /// </summary>
    public TimeSpan Duration => clock.GetElapsedTime(start, end == 0 ? clock.GetTimestamp() : end);

    internal void End(Exception? error)
    {
        Error = error;
        end = clock.GetTimestamp();
    }
}
