using System.ComponentModel;
using System.Diagnostics;
using CoroFsm.Networking;
using CoroFsm.Scheduling;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the wait for a network operation.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
/// <remarks>
/// An operation that ends immediately does not end the task's turn; after 32 such operations in one turn, the other tasks get theirs.
/// </remarks>
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

    /// <summary>Gets a value indicating whether the task continues immediately.</summary>
    /// <exception cref="InvalidOperationException">The wait has already been awaited, or is a default value.</exception>
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
    /// <returns>The result of the operation.</returns>
    /// <exception cref="InvalidOperationException">The wait has not ended: it was not awaited, or was awaited by a coroutine of another
    /// task.</exception>
    /// <exception cref="CoroutineClosedException">The task is being killed.</exception>
    /// <remarks>If the operation has failed, its exception is thrown.</remarks>
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
        {
            throw new InvalidOperationException(
                $"This wait ({trap.Description}) has ended. Await each operation once, and call it again for the next.");
        }
    }
}
