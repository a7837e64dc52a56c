using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <summary>
/// A task: a coroutine, where it waits, and for what.
/// </summary>
/// <remarks>A million of them may wait, so each field counts; see <see cref="TaskExtras"/>.</remarks>
internal sealed partial class ScheduledTask : CoroutineDriver, ITimed
{
    /// <summary>The innermost scope that the task runs in: one of its own, or the one it was started in.</summary>
    internal TaskScope Scope;

    /// <summary>Its place among the members of the scope it was started in.</summary>
    internal int MemberIndex;

    /// <summary>Where it stands among the wait places of its scheduler; 0: it has not waited.</summary>
    internal ushort Place;

    internal TaskPriority Priority => (TaskPriority)(priority & ~ContextFlag);

    /// <summary>How often it was resumed, but for overflows.</summary>
    internal uint Turns;

    /// <summary>
    /// Before the start: the delegate to call. Then: what it waits for, or the <see cref="TaskExtras"/>. After the end: its result or its fault.
    /// </summary>
    private object? data;

    /// <summary>Beside the priority: the task has a context.</summary>
    private const byte ContextFlag = 1 << 7;

    private readonly uint number;
    private readonly byte priority;
    private byte flags;

    internal ScheduledTask(TaskScope scope, uint number, Delegate start, TaskPriority priority, ExecutionContext? context)
    {
        Scope = scope;
        this.number = number;
        this.priority = (byte)priority;
        data = start;
        Phase = Waiting | NotStarted | Queued;
        if (context is null)
            return;
        this.priority |= ContextFlag;
        Extras.Context = context;
    }

    internal long Number => number;

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
        get => data is TaskExtras extras ? extras.WaitsFor : data;
    }

    internal TaskExtras? ExtrasOrNull => data as TaskExtras;

    internal TaskExtras Extras => data as TaskExtras ?? MakeExtras();

    internal bool HasEnded => (Volatile.Read(ref Phase) & Ended) != 0;

    /// <summary>Sets what the task waits for. Compared first: a write barrier costs more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void WaitFor(object? what)
    {
        if (data is TaskExtras extras)
        {
            if (!ReferenceEquals(extras.WaitsFor, what))
                extras.WaitsFor = what;
        }
        else if (!ReferenceEquals(data, what))
        {
            data = what;
        }
    }

    /// <summary>Parks the task at a trap.</summary>
    /// <param name="frame">The coroutine that waits.</param>
    /// <param name="kind">What for; one of the wait kinds.</param>
    /// <returns>False if its wait will be refused.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Park(CoroutineFrame frame, int kind)
    {
        if (!ReferenceEquals(Waiter, frame) && !TryReplaceWaiter(frame))
            return false;
        Phase = Waiting | kind;
        return true;
    }

    /// <summary>Makes a trap known, before it parks.</summary>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Arrive(int line, string file)
    {
        if ((Phase & ~Delivered) != 0)
            ArriveSpecially(line, file);
        else
            Phase = Running;
        Place = WaitPlaces.Find(line, file);
    }

    /// <summary>Makes a trap known that hardly ever waits, and so notes its place only when it does.</summary>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Arrive()
    {
        if ((Phase & ~Delivered) != 0)
            ArriveSpecially(line: 0, file: "a send");
        else
            Phase = Running;
    }

    /// <summary>Ends a trap: raises what came instead of its end.</summary>
    /// <param name="isCompleted">Whether the trap had ended before it was awaited, or would have.</param>
    /// <exception cref="InvalidOperationException">The trap has not ended: it was not awaited, or not by a coroutine of this
    /// task.</exception>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void EndTrap(bool isCompleted = false)
    {
        if (Phase != Delivered)
            EndTrapSpecially(isCompleted);
    }

    /// <summary>Throws if nothing has come that could end a trap.</summary>
    /// <param name="isCompleted">Whether the trap had ended before it was awaited.</param>
    [StackTraceHidden]
    internal void EnsureDelivered(bool isCompleted)
    {
        if (!IsDelivered(isCompleted))
            throw NotDelivered();
    }

    /// <inheritdoc/>
    internal override Exception? TakeSignal(bool enumerates)
    {
        if ((Phase & Leaving) != 0)
        {
            Phase = Leaving;
            return LeavingWith();
        }

        Phase = Running;
        if (ExtrasOrNull is not { Signal: { } signal } extras)
            return null;

        extras.Signal = null;
        return signal;
    }

    /// <summary>Lets the coroutines that have ended return, until one waits or all have ended.</summary>
    internal bool Settle(out Exception? error) => Unwind(out error);

    /// <inheritdoc/>
    private protected override bool IsBeingClosed => IsKilled;

    private protected override InvalidOperationException CannotGoOn(string why) => new($"Task {Describe()} cannot go on. {why}");

    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndTrapSpecially(bool isCompleted)
    {
        EnsureDelivered(isCompleted);
        if (Phase != Running && TakeSignal(enumerates: false) is { } error)
            Delegation.Rethrow(error);
    }

    private bool IsDelivered(bool isCompleted) =>
        (Phase & (Waiting | Ended)) == 0 && ((Phase & (Delivered | Signal | Leaving)) != 0 || isCompleted);

    /// <summary>
    /// Makes the exception for a wait to which nothing was delivered. If it is one that is refused, what it has done to this task is
    /// undone.
    /// </summary>
    private InvalidOperationException NotDelivered()
    {
        var refused = TakeRefused();
        if (HasEnded)
            return ContextOfEnded();
        if (refused is null)
        {
            return new(
                $"Task {Describe()}: the result of a wait was taken, but the wait has not ended. "
                + "Await each wait of a task's context, once.");
        }

        if ((Phase & Waiting) == 0 || !ReferenceEquals(Waiter, refused))
        {
            return new(
                $"Task {Describe()} already waits at {Position}, so nothing else can wait with its context. "
                + "Await each trap and each coroutine before the next is called, and use only the task's own context.");
        }

        var position = Position;
        var cancelError = Scheduler.CancelWait(this);
        Phase = Running;
        return new(
            $"A coroutine waits for something other than its own inbox or task: at {position} with the context of task {Describe()}, "
            + "which does not run it. Use only what the coroutine was started with.",
            cancelError);
    }

    private InvalidOperationException ContextOfEnded() =>
        new($"Task {Describe()} has ended, so its context waits for nothing any more. Use the context of the task that runs.");

    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ArriveSpecially(int line, string file)
    {
        if ((Phase & Ended) != 0)
            throw ContextOfEnded();
        if ((Phase & Waiting) != 0)
        {
            throw new InvalidOperationException(
                $"Task {Describe()} already waits at {Position}, so it cannot wait at {Path.GetFileName(file)}:{line} too. Await each trap and each coroutine before the next is called, and use only the task's own context.");
        }

        if ((Phase & Leaving) == 0)
            return;
        if (Refuse())
            Delegation.Rethrow(LeavingWith());
        Phase = Running;        // let it park: whoever resumed it gives it up
    }

    private TaskExtras MakeExtras()
    {
        var extras = new TaskExtras { WaitsFor = data };
        data = extras;
        return extras;
    }
}
