namespace CoroFsm;

/// <summary>Waits for a .NET task; its end is an interrupt.</summary>
internal sealed class AsyncTrap<TResult>(Task task, Func<Task, TResult> takeResult) : Trap<TResult>
{
    public override string Description => "a .NET task";

    protected override bool IsExternal => true;

    protected override void Begin()
    {
        if (task.IsCompleted)
            TakeEnd();
        else
            task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(TakeEnd);
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
