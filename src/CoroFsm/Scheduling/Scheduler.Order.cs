namespace CoroFsm.Scheduling;

/// <content>Which task is next.</content>
public sealed partial class Scheduler
{
    /// <summary>The number of turns that the higher priorities get before a lower one gets a turn.</summary>
    private const int MaxStreak = 63;

    /// <summary>How many turns were taken while a lower priority waited.</summary>
    private int streak;

    /// <summary>Which of two lower priorities that wait gets the next turn that the highest gives away.</summary>
    private bool isLowsTurn;

    /// <summary>Takes the next task out of its queue, by its priority and the order that the options give.</summary>
    private ScheduledTask TakeNext()
    {
        var queue = high.Count > 0 ? high : normal.Count > 0 ? normal : low;
        var lower = queue == low ? low : queue == high && normal.Count > 0 ? normal : low;
        if (queue == lower || lower.Count == 0)
        {
            streak = 0;
        }
        else if (++streak > MaxStreak)
        {
            streak = 0;
            if (queue == high && lower == normal && low.Count > 0)
            {
                // Both wait: by turns, or the normal ones would starve the low ones.
                lower = isLowsTurn ? low : normal;
                isLowsTurn = !isLowsTurn;
            }

            queue = lower;
        }

        return options.TurnOrder is { } order ? Choose(order, queue) : queue.Dequeue();
    }

    /// <summary>Gives the memory of many tasks back, once none can run.</summary>
    private void TrimQueues()
    {
        normal.Trim();
        high.Trim();
        low.Trim();
    }

    private ScheduledTask Choose(ITurnOrder order, RunQueue queue)
    {
        // One that was killed while it stood here is no choice.
        for (var i = queue.Count - 1; i >= 0 && queue.Count > 1; i--)
        {
            if (queue[i].HasEnded)
                Took(queue.RemoveAt(i));
        }

        if (queue[0].HasEnded)
            return queue.Dequeue();

        var ready = queue.Ids();
        var index = order.Choose(ready);
        if ((uint)index >= (uint)ready.Length)
        {
            throw new InvalidOperationException(
                $"The turn order chose {index} of {ready.Length} tasks. An index from 0 to {ready.Length - 1} is expected.");
        }


        return queue.RemoveAt(index);
    }
}
