namespace CoroFsm.Statecharts;

/// <summary>Work that a state has started.</summary>
internal sealed class RunningWork<TState, TTrigger>(
    StatechartInstance<TState, TTrigger> instance, StateWork<TTrigger> work, TimeProvider clock) : IArrival, IHostedWork
    where TState : notnull
    where TTrigger : notnull
{
    private readonly CancellationTokenSource cancellation = new();
    private Task task = Task.CompletedTask;
    private bool isLeft;
    private bool hasEnded;

    /// <inheritdoc/>
    public bool IsPending => !isLeft && !hasEnded;

    /// <summary>Lets a host run the work. The host ends it between two turns of the machine.</summary>
    /// <param name="host">The host.</param>
    /// <param name="name">The name of the work.</param>
    internal void StartIn(IWorkHost host, string name) => work.Result.Start(host, name, work, this, cancellation.Token);

    internal void Start()
    {
        try
        {
            task = work.Start(instance.Context, cancellation.Token) ?? throw new InvalidOperationException(
                $"Invoked work returned null instead of a task: {work.Text}. Return a task.");
        }
        catch (Exception error)
        {
            task = Task.FromException(error);
        }

        if (task.IsCompleted)
            Arrive();
        else
            task.ConfigureAwait(ConfigureAwaitOptions.None).GetAwaiter().UnsafeOnCompleted(Arrive);
    }

    /// <inheritdoc/>
    public bool End(Task ended, out Exception? failure)
    {
        failure = null;
        if (!IsPending)
            return false;

        task = ended;
        try
        {
            Arrive();
        }
        catch (Exception error)
        {
            failure = error;
        }

        return true;
    }

    /// <summary>Cancels the work. Its result is ignored.</summary>
    internal void Leave()
    {
        isLeft = true;
        try
        {
            cancellation.Cancel();
        }
        finally
        {
            cancellation.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Handle()
    {
        instance.Interpreter.BeginMacrostep();
        if (isLeft)
            return;
        if (task.IsCompletedSuccessfully)
        {
            if (work.Done is not null)
                instance.HandleArrived(work.Done(task), this);
            return;
        }

        var error = task.Exception?.InnerException ?? new TaskCanceledException(task);
        if (work.Failed is null)
            Delegation.Rethrow(error);
        else
            instance.HandleArrived(work.Failed(error), this);
    }

    /// <inheritdoc/>
    public void Repeat()
    {
        if (!isLeft)
            AmbientContext.CreateTimer(clock, static work => ((RunningWork<TState, TTrigger>)work!).Arrive(), this, TimeSpan.Zero);
    }

    private void Arrive()
    {
        hasEnded = true;
        instance.Arrive(this);
    }
}
