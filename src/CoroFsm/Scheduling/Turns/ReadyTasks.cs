using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <summary>The tasks that can run, in a queue for each priority, and the rule which of them is next.</summary>
internal sealed class ReadyTasks(ITurnOrder? order, InterruptQueue interrupts)
{
    /// <summary>The number of turns that the higher priorities get before a lower one gets a turn.</summary>
    private const int MaxStreak = 63;

    private RunQueue normal = new();
    private RunQueue high = new();
    private RunQueue low = new();

    /// <summary>The number of tasks with an ambient context in the queues.</summary>
    private int contextual;

    /// <summary>The number of successive turns that were taken while a lower priority waited.</summary>
    private int streak;

    /// <summary>Which of two lower priorities that wait gets the next turn that the highest gives away.</summary>
    private bool isLowsTurn;

    internal int Count => normal.Count + high.Count + low.Count;

    /// <summary>Gets a value indicating whether there may be tasks that are not plain: of other priorities, or with a context.</summary>
    internal bool HasOthers { get; private set; }

    /// <summary>
    /// Gets or sets a value indicating whether the scheduler gives turns to plain tasks and tests nothing but the signal between them. A
    /// task that is not plain ends that by a signal.
    /// </summary>
    internal bool GivesPlainTurns { get; set; }

    /// <summary>Gets a value indicating whether a task of normal priority can run.</summary>
    internal bool HasPlain
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => normal.Count > 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enqueue(ScheduledTask task)
    {
        if (task.IsPlain)
            normal.Enqueue(task);
        else
            EnqueueOther(task);
    }

    /// <summary>Removes the next task, where there are only plain ones and no turn order is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ScheduledTask DequeuePlain() => normal.Dequeue();

    /// <summary>Removes the next task, by priority, and within one priority by the turn order. There is at least one.</summary>
    /// <returns>The task; it may have been killed while it was in the queue.</returns>
    internal ScheduledTask Dequeue()
    {
        ref var queue = ref SelectQueue();
        var task = order is null ? queue.Dequeue() : Choose(order, ref queue);
        Removed(task);
        HasOthers = (high.Count | low.Count | contextual) != 0;
        return task;
    }

    /// <summary>Releases the memory of many tasks, once none can run.</summary>
    internal void Trim()
    {
        normal.Trim();
        high.Trim();
        low.Trim();
    }

    private void EnqueueOther(ScheduledTask task)
    {
        HasOthers = true;
        if (GivesPlainTurns)
            interrupts.IsSignaled = true;
        if (task.HasContext)
            contextual++;
        if (task.Priority == TaskPriority.Normal)
            normal.Enqueue(task);
        else if (task.Priority == TaskPriority.High)
            high.Enqueue(task);
        else
            low.Enqueue(task);
    }

    private void Removed(ScheduledTask task)
    {
        if (task.HasContext)
            contextual--;
    }

    /// <summary>Selects the queue of the highest priority; after a streak of its turns, one of a lower priority.</summary>
    private ref RunQueue SelectQueue()
    {
        if (high.Count > 0 && (normal.Count > 0 || low.Count > 0))
        {
            if (!EndsStreak())
                return ref high;

            // If both lower priorities wait, they take turns, or the normal tasks would starve the low ones.
            if (normal.Count == 0)
                return ref low;
            if (low.Count == 0)
                return ref normal;
            ref var lower = ref isLowsTurn ? ref low : ref normal;
            isLowsTurn = !isLowsTurn;
            return ref lower;
        }

        if (high.Count == 0 && normal.Count > 0 && low.Count > 0)
            return ref EndsStreak() ? ref low : ref normal;

        streak = 0;
        return ref high.Count > 0 ? ref high : ref normal.Count > 0 ? ref normal : ref low;
    }

    /// <summary>Counts a turn of a priority while a lower one waits.</summary>
    /// <returns>True if the lower one gets this turn.</returns>
    private bool EndsStreak()
    {
        if (++streak <= MaxStreak)
            return false;
        streak = 0;
        return true;
    }

    private ScheduledTask Choose(ITurnOrder turnOrder, ref RunQueue queue)
    {
        // A task that was killed in the queue is no choice.
        for (var i = queue.Count - 1; i >= 0 && queue.Count > 1; i--)
        {
            if (queue[i].HasEnded)
                Removed(queue.RemoveAt(i));
        }

        if (queue[0].HasEnded)
            return queue.Dequeue();

        var ready = queue.Ids();
        var index = turnOrder.Choose(ready);
        if ((uint)index >= (uint)ready.Length)
        {
            throw new InvalidOperationException(
                $"The turn order chose {index} of {ready.Length} tasks. Return an index from 0 to {ready.Length - 1}.");
        }

        return queue.RemoveAt(index);
    }
}
