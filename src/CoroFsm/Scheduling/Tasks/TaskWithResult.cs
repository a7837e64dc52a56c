namespace CoroFsm.Scheduling;

/// <summary>Runs a coroutine with a result as a task, and leaves the result where those who wait find it.</summary>
internal sealed class TaskWithResult<TResult>(Func<TaskContext, Coroutine<TResult>> start)
{
    internal async Coroutine Run(TaskContext context)
    {
        var result = await start(context);
        context.Record.KeepResult(result);
    }
}
