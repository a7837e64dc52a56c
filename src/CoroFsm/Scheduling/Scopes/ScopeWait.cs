using System.Diagnostics;

namespace CoroFsm.Scheduling;

/// <summary>Waits until the tasks of a scope have ended.</summary>
internal readonly struct ScopeWait : ICoroutineAwaiter, IDroppableWait
{
    private readonly ScheduledTask task;
    private readonly TaskScope scope;

    internal ScopeWait(ScheduledTask task, TaskScope scope)
    {
        this.task = task;
        this.scope = scope;
    }

    public bool IsCompleted => scope.Members.Count == 0;

    public ScopeWait GetAwaiter() => this;

    [StackTraceHidden]
    public void GetResult() => task.EndTrap(IsCompleted);

    public void Park(CoroutineFrame frame) => task.Park(frame, ScheduledTask.Leaves);
}
