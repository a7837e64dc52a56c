using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <summary>
/// Represents a task: a coroutine, where it waits, and for what.
/// </summary>
/// <remarks>A million tasks may wait, so each field counts; what is rare is in <see cref="TaskExtras"/>.</remarks>
internal sealed partial class ScheduledTask : CoroutineDriver, ITimed, IInterrupt
{
    /// <summary>The innermost scope that the task runs in: one of its own, or the one it was started in.</summary>
    internal TaskScope Scope;

    /// <summary>Its index among the members of the scope it was started in.</summary>
    internal int MemberIndex;

    /// <summary>The number of turns it has had, modulo 2^32.</summary>
    internal uint Turns;

    /// <summary>The number of the source location of its last wait; 0: it has not waited.</summary>
    private ushort location;

    /// <summary>Beside the priority: the task has a context.</summary>
    private const byte ContextFlag = 1 << 7;

    private readonly uint number;
    private readonly byte priority;
    private byte flags;

    /// <summary>The object that the task starts with, waits for, or ended with.</summary>
    private TaskSlot slot;

    internal ScheduledTask(TaskScope scope, uint number, Delegate start, TaskPriority priority, ExecutionContext? context)
    {
        Scope = scope;
        this.number = number;
        this.priority = (byte)priority;
        slot = new(start);
        Phase = Waiting | NotStarted | Queued;
        if (context is null)
            return;
        this.priority |= ContextFlag;
        Extras.Context = context;
    }

    internal long Number => number;

    internal TaskPriority Priority => (TaskPriority)(priority & ~ContextFlag);

    public int HeapIndex { get; set; } = -1;

    internal Scheduler Scheduler => Scope.Scheduler;

    /// <summary>
    /// Gets a value indicating whether it has the normal priority and no context: one comparison where it is put into its queue.
    /// </summary>
    internal bool IsPlain => priority == (byte)TaskPriority.Normal;

    /// <summary>Gets a value indicating whether its turns run under an ambient context.</summary>
    internal bool HasContext => (priority & ContextFlag) != 0;

    /// <summary>Gets the ambient context of its turns: that of its start; null: the default one.</summary>
    internal ExecutionContext? Context => HasContext ? ExtrasOrNull?.Context : null;

    internal object? WaitsFor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => slot.WaitsFor;
    }

    internal TaskExtras? ExtrasOrNull => slot.ExtrasOrNull;

    internal TaskExtras Extras => slot.Extras;

    internal bool HasEnded => (Volatile.Read(ref Phase) & Ended) != 0;

    /// <summary>Sets what the task waits for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void WaitFor(object? what) => slot.WaitFor(what);

    /// <summary>Lets the coroutines that have ended return, until one waits or all have ended.</summary>
    internal bool Settle(out Exception? error) => Unwind(out error);

    /// <summary>Begins the task, which another thread has started.</summary>
    void IInterrupt.Finish()
    {
        if (!HasEnded)
            Scheduler.Begin(this);
    }

    void IInterrupt.Refuse() => Scheduler.EndUnstarted(this);
}
