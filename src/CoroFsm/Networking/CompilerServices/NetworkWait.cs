using System.ComponentModel;
using System.Diagnostics;
using CoroFsm.Networking;
using CoroFsm.Scheduling;

namespace CoroFsm.CompilerServices;

/// <summary>Waits for an operation of a network.</summary>
/// <typeparam name="TResult">The type of its result.</typeparam>
/// <remarks>An operation that has ended at once does not give the turn away; after 32 such in one turn the others get theirs.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct NetworkWait<TResult> : ICoroutineAwaiter
{
    private readonly ScheduledTask task;
    private readonly NetworkTrap<TResult> trap;
    private readonly int version;
    private readonly bool yields;

    internal NetworkWait(TaskContext context, NetworkTrap<TResult> trap, int line, string file)
    {
        task = context.Record;
        this.trap = trap;
        version = trap.Version;
        task.Arrive(line, file);
        trap.BeginFor(task);
        yields = trap.IsCompleted && task.Scheduler.EagerTurns.IsOverdue(task);
    }

    /// <summary>Gets a value indicating whether the task goes on at once.</summary>
    /// <exception cref="InvalidOperationException">The wait is over: it was awaited before. Or it is a default value.</exception>
    public bool IsCompleted
    {
        get
        {
            RefuseIfOver();
            return trap.IsCompleted && !yields;
        }
    }

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    public NetworkWait<TResult> GetAwaiter() => this;

    /// <summary>Ends the operation.</summary>
    /// <returns>Its result.</returns>
    /// <exception cref="InvalidOperationException">The wait has not ended: it was not awaited, or not by a coroutine of its
    /// task.</exception>
    /// <exception cref="CoroutineClosedException">The task is being killed.</exception>
    /// <remarks>Throws what the operation failed with.</remarks>
    [StackTraceHidden]
    public TResult GetResult()
    {
        RefuseIfOver();
        task.EnsureDelivered(trap.IsCompleted);
        var wasTaken = false;
        try
        {
            task.EndTrap(trap.IsCompleted);
            var result = trap.Result;
            wasTaken = true;
            return result;
        }
        finally
        {
            trap.Release(wasTaken);
        }
    }

    /// <inheritdoc/>
    public void Park(CoroutineFrame frame)
    {
        if (yields)
        {
            task.Park(frame, ScheduledTask.Yielding);
            return;
        }

        if (task.Park(frame, ScheduledTask.Trapped))
            task.WaitFor(trap);
    }

    private void RefuseIfOver()
    {
        if (trap is null)
            throw Delegation.Default();
        if (trap.Version != version)
            throw new InvalidOperationException($"This wait ({trap.Description}) is over: it is for one await. Call the operation again.");
    }
}
