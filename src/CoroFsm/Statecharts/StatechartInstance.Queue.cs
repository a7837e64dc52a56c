using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <content>Triggers that wait: those that are fired while another is handled, and those that are unhandled.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    private const string OneThread = "Fire from one thread at a time, or run the chart as a coroutine of a synchronized machine.";

    /// <summary>Makes this thread the one that handles a trigger.</summary>
    private void Enter(TTrigger trigger)
    {
        if (!mode.TryEnter())
            throw UsedByTwoThreads(trigger);
    }

    private void Enqueue(QueuedTrigger<TTrigger> queued)
    {
        if (!mode.HasQueueHere)
            BeginQueue(queued.Trigger);     // first, so that a refused thread does not touch the queue
        var queue = Reserve.Queue;
        if (queue.Count >= chart.Model.MaxQueued)
            throw Full("queued", queue.Count, queued.Trigger, nameof(StatechartBuilder<,>.MaxQueued));
        queue.Enqueue(queued);
    }

    /// <summary>Claims the empty queue for this thread.</summary>
    private void BeginQueue(TTrigger trigger)
    {
        if (!mode.TryClaimQueue(out var isNew))
            throw UsedByTwoThreads(trigger);
        if (isNew)
            Reserve.Queue.Clear();      // empty, unless a thread that fires against the rules came too late
    }

    /// <summary>Handles the queued triggers, and makes the instance idle.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FinishSpecially()
    {
        if (!mode.IsOwnedHere())
            throw UsedByTwoThreads();
        if (mode.IsBacklogged)
            Drain();
        mode.Leave();
        if (mode.Has(InstanceMode.Awaited))
            Reserve.Runner!.Wake();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Drain()
    {
        while (mode.IsBacklogged && Reserve.Queue.TryDequeue(out var queued))
        {
            ReadState();
            ref readonly var cell = ref CellOf(chart.TriggerOf(queued.Trigger));
            var argument = queued.Argument is { } kept ? kept.Open() : default;
            Take(in cell, FindPlan(in cell, queued.Trigger, argument), queued.Trigger, argument, queued.IsTry);
        }

        mode.EndQueue();
    }

    /// <summary>Applies the chart's policy for unhandled triggers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refuse(in Cell<TState, TTrigger> cell, TTrigger trigger, Argument argument)
    {
        if (mode.Has(InstanceMode.Observed))
            Reserve.Observer!.OnUnhandled(this, trigger);
        var model = chart.Model;
        if (model.OnUnhandled is { } callback)
            callback(new(chart.States[state], trigger, Decision.UnmetGuards(in cell), Context));
        else if (model.Unhandled is Unhandled.Throw)
            throw new UnhandledTriggerException(chart.States[state], trigger, Decision.UnmetGuards(in cell));
        else if (model.Unhandled is Unhandled.Defer)
            Defer(new(Lasting.Of(trigger), chart.Keep(trigger, argument), IsTry: false));
    }

    private void Defer(QueuedTrigger<TTrigger> deferred)
    {
        if (Reserve.Deferred.Count >= chart.Model.MaxDeferred)
            throw Full("deferred", Reserve.Deferred.Count, deferred.Trigger, nameof(StatechartBuilder<,>.MaxDeferred));
        Reserve.Defer(deferred, state);
        mode.Set(InstanceMode.Deferring);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Recall()
    {
        Reserve.Recall();
        mode.Recall();
    }

    /// <summary>After a failure, drops what is still queued and makes the instance idle. Never throws.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Abandon(Exception error)
    {
        try
        {
            if (mode.IsBacklogged)
                Reserve.Drop(this, error);
        }
        finally
        {
            mode.Reset();
        }

        if (mode.Has(InstanceMode.Awaited))
            Reserve.WakeAfterFailure();
    }

    private BacklogFullException Full(string what, int count, TTrigger trigger, string limit) => new(
        $"{count} triggers are {what} in state {DisplayText.Of(chart.States[state])} already, so {DisplayText.Of(trigger)} is dropped. "
        + $"Fire fewer at a time, or set {limit} of the chart.");

    private MachineBusyException UsedByTwoThreads(TTrigger trigger) => new(
        $"Two threads use one instance of a chart: {DisplayText.Of(trigger)} was fired while another thread handled a trigger in state "
        + $"{DisplayText.Of(chart.States[state])}. {DisplayText.Of(trigger)} was not handled. {OneThread}");

    private MachineBusyException UsedByTwoThreads() => new(
        "Two threads use one instance of a chart: another thread fired while this one handled a trigger, which led to state "
        + $"{DisplayText.Of(chart.States[state])}. What was queued is dropped. {OneThread}");
}
