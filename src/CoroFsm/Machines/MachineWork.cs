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
    /// Gets the time from the start to the end, or to the cancellation if the wait was left; so far, if the machine still waits.
    /// </summary>
    public TimeSpan Duration => clock.GetElapsedTime(start, end == 0 ? clock.GetTimestamp() : end);

    internal void End(Exception? error)
    {
        Error = error;
        end = clock.GetTimestamp();
    }
}
