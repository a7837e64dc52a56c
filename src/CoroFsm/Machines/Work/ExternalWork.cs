namespace CoroFsm;

/// <summary>Represents work that a host runs, and for which a machine waits. Used between the turns of the machine.</summary>
internal sealed class ExternalWork<TEvent, TResult>
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

    /// <summary>Gets the token, which is cancelled when the wait or the scope of the work is left.</summary>
    internal CancellationToken Token { get; }

    /// <summary>Gets a value indicating whether the machine waits for the end of the work.</summary>
    internal bool IsPending => !end.Task.IsCompleted && work.IsPending(version);

    /// <summary>Ends the work with a result, and runs the turn of the machine. Has no effect if the work is not pending.</summary>
    /// <param name="result">The result.</param>
    /// <param name="failure">The first exception of the turn; null if there was none.</param>
    /// <returns>False if the work was not pending.</returns>
    /// <exception cref="InvalidOperationException">The machine is running.</exception>
    internal bool Complete(TResult result, out Exception? failure) => End(result, error: null, out failure);

    /// <summary>Ends the work with an exception, and runs the turn of the machine. Has no effect if the work is not pending.</summary>
    /// <param name="exception">The exception; an <see cref="OperationCanceledException"/> if the work was cancelled by itself.</param>
    /// <param name="failure">The first exception of the turn; null if there was none.</param>
    /// <returns>False if the work was not pending.</returns>
    /// <exception cref="InvalidOperationException">The machine is running.</exception>
    internal bool Fail(Exception exception, out Exception? failure) => End(default!, exception, out failure);

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
