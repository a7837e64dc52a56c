namespace CoroFsm;

/// <summary>Represents work that a host runs, and for which a machine waits. Used between the turns of the machine.</summary>
internal sealed class ExternalWork<TEvent, TResult> : IExternalWork<TResult>
{
    private readonly Machine<TEvent> machine;
    private readonly PendingWork<TEvent> work;
    private readonly long version;
    private readonly ExploredEnd<TResult> end;

    internal ExternalWork(Machine<TEvent> machine, PendingWork<TEvent> work)
    {
        this.machine = machine;
        this.work = work;
        version = work.Version;
        end = (ExploredEnd<TResult>)work.Explored!;
        Token = work.Token;
    }

    /// <inheritdoc/>
    public CancellationToken Token { get; }

    /// <inheritdoc/>
    public bool IsPending => !end.Task.IsCompleted && work.IsPending(version);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The machine is running.</exception>
    public bool Complete(TResult result, out Exception? failure) => End(result, error: null, out failure);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The machine is running.</exception>
    public bool Fail(Exception exception, out Exception? failure) => End(default!, exception, out failure);

    private bool End(TResult result, Exception? error, out Exception? failure)
    {
        failure = null;
        if (!IsPending)
            return false;

        var queue = machine.EnterTurn();
        try
        {
            if (error is null)
                end.SetResult(result);
            else
                end.SetException(error);
            if (work.IsExpected)
                work.RunTurn();
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }
        finally
        {
            queue.Exit();
        }

        return true;
    }
}
