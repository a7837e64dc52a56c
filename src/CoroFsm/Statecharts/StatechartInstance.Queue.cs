using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <content>What is queued while a trigger is handled, and what nothing handles.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    private void Enqueue(QueuedTrigger<TTrigger> queued)
    {
        var queue = Reserve.Queue;
        if (queue.Count >= chart.Model.MaxQueued)
            throw Full("queued", queue.Count, queued.Trigger, nameof(StatechartBuilder<,>.MaxQueued));
        queue.Enqueue(queued);
        mode |= Backlogged;
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
        all.Add(deferred);
        mode |= Deferring;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Recall()
    {
        Reserve.Recall();
        mode = (mode & ~Deferring) | Backlogged;
    }

    /// <summary>Something failed: what is still queued is dropped, and the failure says so.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Abandon(Exception error)
    {
        if ((mode & Backlogged) != 0 && Reserve.Queue is { Count: > 0 } queue)
        {
            var dropped = queue.Select(queued => queued.Trigger).ToArray();
            queue.Clear();
            error.Data[Statechart.DroppedTriggers] = string.Join(", ", dropped);
            try
            {
                foreach (var trigger in dropped)
                    Reserve.Observer?.OnDropped(this, trigger);
            }
            catch (Exception)
            {
                // What failed first says more than what the observer made of it.
            }
        }

        mode &= ~(Firing | Backlogged);
    }

    private BacklogFullException Full(string what, int count, TTrigger trigger, string limit) =>
        new($"{count} triggers are {what} in state {State} already, so {trigger} is dropped. Fire fewer at a time, or set {limit} of the chart.");

    private static ArgumentException NeedsParameter(TTrigger trigger) => MissingParameter.Of(trigger);
}
