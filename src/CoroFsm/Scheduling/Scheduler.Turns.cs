using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <content>Turns.</content>
public sealed partial class Scheduler
{
    private readonly RunQueue normal = new();
    private readonly RunQueue high = new();
    private readonly RunQueue low = new();

    /// <summary>Whether turns are neither chosen nor measured.</summary>
    private readonly bool isPlain;

    /// <summary>Whether there may be tasks that can run and are not plain: of other priorities, or with a context.</summary>
    private bool hasOthers;

    /// <summary>How many tasks with a context are in the queues.</summary>
    private int contextual;

    private int ReadyCount => normal.Count + high.Count + low.Count;

    /// <summary>Makes a task that waits ready.</summary>
    /// <param name="task">The task.</param>
    /// <param name="flags">What is to be known in its turn.</param>
    /// <remarks>One that is in its queue, because its time is up and a message has come, is not put there again.</remarks>
    internal void Wake(ScheduledTask task, int flags = 0)
    {
        if (task.HeapIndex >= 0 && (flags & ScheduledTask.Recheck) == 0)
            timers.Remove(task);
        var isQueued = (task.Phase & ScheduledTask.Queued) != 0;
        task.Phase |= ScheduledTask.Queued | flags;
        if (!isQueued)
            Enqueue(task);
    }

    /// <summary>Puts a task where it waits for its turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enqueue(ScheduledTask task)
    {
        if (task.IsPlain)
            normal.Enqueue(task);
        else
            EnqueueOther(task);
    }

    private void EnqueueOther(ScheduledTask task)
    {
        hasOthers = true;
        if (task.HasContext)
            contextual++;
        (task.Priority == TaskPriority.Normal ? normal : task.Priority == TaskPriority.High ? high : low).Enqueue(task);
    }

    /// <summary>A task has been taken out of its queue.</summary>
    private void Took(ScheduledTask task)
    {
        if (task.HasContext)
            contextual--;
    }

    /// <summary>Gives the next task its turn.</summary>
    private void RunTurn()
    {
        hasOthers = (high.Count | low.Count | contextual) != 0;
        var task = !hasOthers && isPlain ? normal.Dequeue() : TakeNext();
        Took(task);
        if (task.Context is { } context)
            ExecutionContext.Restore(context);
        if (options.Measures)
            RunMeasured(task);
        else
            Run(task);
        ResetContext();
    }

    /// <summary>Gives turns in the order in which they come, as long as nothing else is to be looked at.</summary>
    /// <returns>How many.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int RunPlainTurns()
    {
        var turns = 0;
        var queue = normal;
        var thread = Thread.CurrentThread;
        for (; queue.Count > 0 && !hasOthers && !isInterrupted; turns++)
        {
            Run(queue.Dequeue());
            if (AmbientContext.HasValues(thread))
                RestoreDefault();
        }

        return turns;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Run(ScheduledTask task)
    {
        if ((task.Phase & ScheduledTask.Special) != 0)
        {
            RunSpecially(task);
            return;
        }

        task.Phase = CoroutineDriver.Delivered;
        if (++task.Turns == 0)
            task.Extras.TurnOverflows++;
        var waiter = task.Waiter!;
        waiter.Resume();
        if (task.Phase == (CoroutineDriver.Waiting | ScheduledTask.Yielding))
            Enqueue(task);
        else if (task.Phase != (CoroutineDriver.Waiting | ScheduledTask.Receiving) || task.IsStubborn)
            SettleAfter(task, waiter);
    }

    private void RunMeasured(ScheduledTask task)
    {
        var start = clock.GetTimestamp();
        Run(task);
        var ticks = clock.GetTimestamp() - start;
        if (!task.HasEnded)
            task.Extras.RunTime += ticks;
        var elapsed = clock.GetElapsedTime(0, ticks);
        if (elapsed > options.TurnBudget)
            TellOverran(task, elapsed);
    }

    /// <summary>Gives a turn to a task that has not begun, may not be able to run after all, or gets something other than the end of its trap.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunSpecially(ScheduledTask task)
    {
        if (task.HasEnded)
            return;         // killed while it stood in the queue

        if ((task.Phase & ScheduledTask.NotStarted) != 0)
        {
            Call(task);
            return;
        }

        if ((task.Phase & (ScheduledTask.Recheck | CoroutineDriver.Leaving)) == ScheduledTask.Recheck && !Recheck(task))
            return;

        var delivery = task.Phase & (CoroutineDriver.Signal | CoroutineDriver.Leaving | CoroutineDriver.TimedOut);
        task.Phase = delivery == 0 ? CoroutineDriver.Delivered : delivery;
        task.Turns++;
        task.ResumeWaiter();
        Settle(task);
    }

    /// <summary>Asks whether a message that has come ends the task's wait. One that came in time counts, though the time was up before this turn.</summary>
    private bool Recheck(ScheduledTask task)
    {
        task.Phase &= ~ScheduledTask.Recheck;
        try
        {
            // It still counts as queued: the trap that it finds ended need not wake it.
            if (((Trap)task.WaitsFor!).Check(task))
            {
                timers.Remove(task);
                task.Phase &= ~CoroutineDriver.TimedOut;
                return true;
            }

            task.Phase &= ~ScheduledTask.Queued;
            return (task.Phase & CoroutineDriver.TimedOut) != 0;
        }
        catch (Exception error)
        {
            task.Extras.Signal = Faults.Both(error, CancelWait(task));
            task.Phase |= CoroutineDriver.Signal;
            return true;
        }
    }

    /// <summary>Calls the coroutine of a task: its first turn.</summary>
    private void Call(ScheduledTask task)
    {
        task.Turns++;
        task.Phase = CoroutineDriver.Running;
        var start = (Func<TaskContext, Coroutine>)task.TakeStart();
        Coroutine coroutine;
        try
        {
            coroutine = start(new(task));
            coroutine.Claim();
        }
        catch (Exception error)
        {
            EndAtOnce(task, error);
            return;
        }

        if (task.Take(coroutine, out var end))
            Settle(task);
        else
            EndAtOnce(task, end);
    }

    /// <summary>Ends a task in its first turn. A coroutine that it has called and not awaited may still wait: nobody would take it out of that wait.</summary>
    private void EndAtOnce(ScheduledTask task, Exception? error)
    {
        if ((task.Phase & CoroutineDriver.Waiting) != 0)
            error = Faults.Both(error, CancelWait(task));
        End(task, error);
    }

    private void SettleAfter(ScheduledTask task, CoroutineFrame resumed)
    {
        task.KeepWaiter(resumed);
        Settle(task);
    }

    /// <summary>Goes on after a turn: lets coroutines that have ended return, and handles the trap.</summary>
    private void Settle(ScheduledTask task)
    {
        if (!task.Settle(out var error))
        {
            End(task, error);
        }
        else if (task.IsStubborn)
        {
            GiveUp(task);
        }
        else if ((task.Phase & (ScheduledTask.KindMask | ScheduledTask.Queued)) == ScheduledTask.Yielding)
        {
            Enqueue(task);
        }
        else if (task.Kind == ScheduledTask.Killing)
        {
            var target = (ScheduledTask)task.WaitsFor!;
            var wasAlive = Kill(target);
            if (!task.HasEnded)
            {
                task.Result = wasAlive;
                task.WaitFor(what: null);
                if (!task.IsReady)
                    Wake(task);
            }
        }
    }
}
