using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <content>Turns.</content>
public sealed partial class Scheduler
{
    /// <summary>Whether turns are neither chosen nor measured.</summary>
    private readonly bool isPlain;

    /// <summary>The number of tasks that were taken out of a queue in which they had been killed.</summary>
    private int skipped;

    /// <summary>Puts a task where it waits for its turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enqueue(ScheduledTask task) => ready.Enqueue(task);

    /// <summary>Gives turns until the next interrupt, or until no task can run.</summary>
    /// <returns>The number of turns that were taken, without those of tasks that had ended in the queue.</returns>
    private int RunTurns(int max)
    {
        var turns = 0;
        var skippedBefore = skipped;
        if (isPlain && max > 1)
            turns = RunPlainTurns();

        var thread = Thread.CurrentThread;
        for (; turns < max && ready.Count > 0 && !Interrupts.IsSignaled && !(isPlain && max > 1 && !ready.HasOthers); turns++)
            RunTurn(thread);
        ResetContext();
        return turns - (skipped - skippedBefore);
    }

    /// <summary>Gives turns to plain tasks in the order in which they come, as long as nothing else is to be looked at.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int RunPlainTurns()
    {
        var turns = 0;
        var (tasks, interrupts, thread) = (ready, Interrupts, Thread.CurrentThread);
        if (tasks.HasOthers)
            return 0;

        tasks.GivesPlainTurns = true;
        for (; tasks.HasPlain && !interrupts.IsSignaled; turns++)
        {
            Run(tasks, tasks.DequeuePlain());
            if (AmbientContext.HasValues(thread))
                RestoreDefaultContext();
        }

        tasks.GivesPlainTurns = false;
        return turns;
    }

    /// <summary>Gives the next task its turn, under its context.</summary>
    /// <remarks>The context stays after the turn, because the next task often has the same.</remarks>
    private void RunTurn(Thread thread)
    {
        if (!isPlain)
            ResetContext();         // the turn order and the clock are code of the user
        var task = ready.Dequeue();
        AmbientContext.SwitchTo(task.Context ?? AmbientContext.Default, thread);
        if (options.Measures)
            RunMeasured(task);
        else
            Run(ready, task);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Run(ReadyTasks tasks, ScheduledTask task)
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

        // The two most frequent traps are recognized here; AfterTurn would do the same.
        if (task.Phase == (CoroutineDriver.Waiting | ScheduledTask.Yielding))
            tasks.Enqueue(task);
        else if (task.Phase != (CoroutineDriver.Waiting | ScheduledTask.Receiving) || task.IsStubborn)
            AfterTurn(task, waiter);
    }

    private void RunMeasured(ScheduledTask task)
    {
        var start = clock.GetTimestamp();
        Run(ready, task);
        var ticks = clock.GetTimestamp() - start;
        if (!task.HasEnded)
            task.Extras.RunTime += ticks;
        var elapsed = clock.GetElapsedTime(0, ticks);
        if (elapsed > options.TurnBudget)
            Notify(static (observer, turn) => observer.OnOverran(new(turn.task), turn.elapsed, turn.task.Position), (task, elapsed));
    }

    /// <summary>
    /// Gives a turn to a task that has not started, may not be able to run after all, or gets something other than the end of its trap.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunSpecially(ScheduledTask task)
    {
        if (task.HasEnded)
        {
            skipped++;      // it was killed in the queue
            return;
        }

        if ((task.Phase & ScheduledTask.NotStarted) != 0)
        {
            RunFirst(task);
            return;
        }

        if ((task.Phase & (ScheduledTask.Recheck | CoroutineDriver.Leaving)) == ScheduledTask.Recheck && !Recheck(task))
            return;

        var delivery = task.Phase & (CoroutineDriver.Signal | CoroutineDriver.Leaving | CoroutineDriver.TimedOut);
        task.Phase = delivery == 0 ? CoroutineDriver.Delivered : delivery;
        task.Turns++;
        task.ResumeWaiter();
        AfterTurn(task);
    }

    /// <summary>Gives a task its first turn: calls its coroutine.</summary>
    private void RunFirst(ScheduledTask task)
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
            EndInFirstTurn(task, error);
            return;
        }

        if (task.Take(coroutine, out var end))
            AfterTurn(task);
        else
            EndInFirstTurn(task, end);
    }

    /// <summary>
    /// Ends a task in its first turn. A coroutine that it has called and not awaited may still wait: that wait is cancelled.
    /// </summary>
    private void EndInFirstTurn(ScheduledTask task, Exception? error)
    {
        if ((task.Phase & CoroutineDriver.Waiting) != 0)
            error = Faults.Both(error, CancelWait(task));
        End(task, error);
    }

    private void AfterTurn(ScheduledTask task, CoroutineFrame resumed)
    {
        task.KeepWaiter(resumed);
        AfterTurn(task);
    }

    /// <summary>Continues after a turn: lets coroutines that have ended return, and handles the trap.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AfterTurn(ScheduledTask task)
    {
        if (!task.Settle(out var error))
            End(task, error);
        else if (task.IsStubborn)
            GiveUp(task);
        else
            HandleTrap(task);
    }

    /// <summary>Resets what user code has left in the context of the scheduler's thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ResetContext()
    {
        if (!ReferenceEquals(ExecutionContext.Capture(), AmbientContext.Default))
            RestoreDefaultContext();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RestoreDefaultContext()
    {
        if (ExecutionContext.IsFlowSuppressed())
            ExecutionContext.RestoreFlow();
        ExecutionContext.Restore(AmbientContext.Default);
    }
}
