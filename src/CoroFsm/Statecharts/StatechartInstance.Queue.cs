using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>What is queued while a trigger is handled, and what nothing handles.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    private void Enqueue(QueuedTrigger<TTrigger> queued)
    {
        if ((mode & ~Persistent) != (Here | Backlogged))
            BeginQueue(queued.Trigger);     // first, so that a refused thread does not touch the queue
        var queue = Reserve.Queue;
        if (queue.Count >= chart.Model.MaxQueued)
            throw Full("queued", queue.Count, queued.Trigger, nameof(StatechartBuilder<,>.MaxQueued));
        queue.Enqueue(queued);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Drain()
    {
        while ((mode & Backlogged) != 0 && Reserve.Queue.TryDequeue(out var queued))
        {
            ReadState();
            ref readonly var cell = ref CellOf(chart.TriggerOf(queued.Trigger));
            var argument = queued.Argument is { } kept ? kept.Open() : default;
            Take(in cell, FindPlan(in cell, queued.Trigger, argument), queued.Trigger, argument, queued.IsTry);
        }

        mode &= ~Backlogged;
    }

    /// <summary>Does what the chart says about a trigger that nothing handles.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refuse(in Cell<TState, TTrigger> cell, TTrigger trigger, Argument argument)
    {
        if ((mode & Observed) != 0)
            Reserve.Observer!.OnUnhandled(this, trigger);
        var model = chart.Model;
        if (model.OnUnhandled is { } callback)
            callback(new(chart.States[state], trigger, Decision.UnmetGuards(in cell), Context));
        else if (model.Unhandled is Unhandled.Throw)
            throw new UnhandledTriggerException(chart.States[state], trigger, Decision.UnmetGuards(in cell));
        else if (model.Unhandled is Unhandled.Defer)
            Defer(new(Lasting.Of(trigger), argument.IsPresent ? chart.Parameters[chart.TriggerOf(trigger)]!.Keep(argument) : null, IsTry: false));
    }

    private void Defer(QueuedTrigger<TTrigger> deferred)
    {
        var all = Reserve.Deferred;
        if (all.Count >= chart.Model.MaxDeferred)
            throw Full("deferred", all.Count, deferred.Trigger, nameof(StatechartBuilder<,>.MaxDeferred));
        if (all.Count == 0)
            Reserve.DeferredIn = state;
        else if (Reserve.DeferredIn != state)
            Reserve.DeferredIn = -1;
        all.Add(deferred);
        mode |= Deferring;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Recall()
    {
        Reserve.Recall();
        mode = (mode & Persistent & ~Deferring) | Backlogged | Here;
    }

    /// <summary>Drops what is still queued behind a failure, and makes the instance idle. Never throws.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Abandon(Exception error)
    {
        try
        {
            if ((mode & Backlogged) != 0)
                Drop(Reserve, error);
        }
        finally
        {
            mode &= Persistent;
        }

        if ((mode & Awaited) != 0)
            WakeAfter(error);
    }

    /// <summary>Notifies the observer of each trigger that was queued, and names them in the exception, with those that the observer fires meanwhile: they are dropped, too.</summary>
    private void Drop(InstanceReserve<TState, TTrigger> reserve, Exception error)
    {
        var dropped = reserve.TakeQueued();
        if (reserve.Observer is { } observer)
        {
            foreach (var trigger in dropped)
            {
                try
                {
                    observer.OnDropped(this, trigger);
                }
                catch (Exception)
                {
                    // The failure that dropped the trigger comes out of Fire.
                }
            }

            dropped = [.. dropped, .. reserve.TakeQueued()];
        }

        if (dropped.Length > 0)
            DisplayText.TryNote(error, Statechart.DroppedTriggers, DisplayText.OfAll(dropped));
    }

    private BacklogFullException Full(string what, int count, TTrigger trigger, string limit) =>
        new(
        $"{count} triggers are {what} in state {DisplayText.Of(chart.States[state])} already, so {DisplayText.Of(trigger)} is dropped. Fire fewer at a time, or set {limit} of the chart.");

    private static ArgumentException NeedsParameter(TTrigger trigger) => MissingParameter.Of(trigger);
}
