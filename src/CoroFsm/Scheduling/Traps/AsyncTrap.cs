namespace CoroFsm.Scheduling;

/// <summary>Waits for a .NET task; its end is an interrupt.</summary>
internal sealed class AsyncTrap<TResult>(Task task, Func<Task, TResult> takeResult) : Trap<TResult>
{
    private CancellationTokenSource? waiting;

    public override string Description => "a .NET task";

    protected override bool IsExternal => true;

    protected override void Begin()
    {
        if (task.IsCompleted)
            TakeEnd();
        else
        {
            _ = task.ContinueWith(
                static (_, trap) => ((AsyncTrap<TResult>)trap!).TakeEnd(),
                this,
                (waiting = new()).Token,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    /// <summary>Leaves nothing behind at the task, which may live for long.</summary>
    protected override void Cancel()
    {
        waiting?.Cancel();
        waiting?.Dispose();
    }

    private void TakeEnd()
    {
        TResult result;
        try
        {
            task.GetAwaiter().GetResult();
            result = takeResult(task);
        }
        catch (Exception error)
        {
            Fail(error);
            return;
        }

        Complete(result);
    }
}
