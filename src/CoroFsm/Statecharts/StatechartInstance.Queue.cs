using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>Triggers that wait: those that are fired while another is handled, and those that are unhandled.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    /// <summary>Makes this thread the one that handles a trigger.</summary>
    internal void Enter(TTrigger trigger)
    {
        if (!mode.TryEnter())
            throw InstanceErrors.UsedByTwoThreads(StateText, trigger);
    }

    private void Enqueue(QueuedTrigger<TTrigger> queued)
    {
        if (!mode.HasQueueHere)
            BeginQueue(queued.Trigger);     // first, so that a refused thread does not touch the queue
        var queue = Reserve.Queue;
        if (queue.Count >= chart.Model.MaxQueued)
            throw InstanceErrors.Full("queued", queue.Count, StateText, queued.Trigger, nameof(StatechartBuilder<,>.MaxQueued));
        queue.Enqueue(queued);
    }

    internal void Queue(IArrival arrival)
    {
        if (!mode.HasQueueHere)
            BeginQueue(default!);
        Reserve.Queue.Enqueue(new(default!, Argument: null, IsTry: false, arrival));
    }

    /// <summary>Claims the empty queue for this thread.</summary>
    private void BeginQueue(TTrigger trigger)
    {
        if (!mode.TryClaimQueue(out var isNew))
            throw InstanceErrors.UsedByTwoThreads(StateText, trigger);
        if (isNew)
            Reserve.Queue.Clear();      // empty, unless a thread that fires against the rules came too late
    }

    /// <summary>Handles the queued triggers, and makes the instance idle.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void FinishSpecially()
    {
        if (!mode.IsOwnedHere())
            throw InstanceErrors.UsedByTwoThreads(StateText);
        if (mode.IsBacklogged)
            Drain();
        mode.Leave();
        if (mode.Has(InstanceMode.Awaited))
            Reserve.Wake();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Drain()
    {
        while (mode.IsBacklogged && Reserve.TryDequeue(out var queued))
        {
            if (queued.Arrival is { } arrival)
            {
                arrival.Handle();
                continue;
            }

            var argument = queued.Argument is { } kept ? kept.Open() : default;
            TakeNow(chart.TriggerOf(queued.Trigger), queued.Trigger, argument, queued.IsTry);
        }

        mode.EndQueue();
    }

    /// <summary>Applies the chart's policy for unhandled triggers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Refuse(TTrigger trigger, Argument argument, IArrival? arrival = null)
    {
        if (mode.Has(InstanceMode.Observed))
            Reserve.Observer!.OnUnhandled(this, trigger);
        var model = chart.Model;
        if (model.OnUnhandled is { } callback)
            callback(new(Innermost, trigger, UnmetGuards(chart.TriggerOf(trigger)), Context));
        else if (model.Unhandled is Unhandled.Throw)
            throw new UnhandledTriggerException(StateText, trigger, UnmetGuards(chart.TriggerOf(trigger)));
        else if (model.Unhandled is Unhandled.Defer)
            Defer(new(Lasting.Of(trigger), chart.Keep(trigger, argument), IsTry: false, arrival));
    }

    private void Defer(QueuedTrigger<TTrigger> deferred)
    {
        var count = Reserve.Deferred.Count;
        if (count >= chart.Model.MaxDeferred)
            throw InstanceErrors.Full("deferred", count, StateText, deferred.Trigger, nameof(StatechartBuilder<,>.MaxDeferred));
        Reserve.Defer(deferred, StateVersion);
        mode.Set(InstanceMode.Deferring);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Recall()
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
            if (mode.IsBacklogged || IsInterpreted)
                Reserve.Drop(this, error);
        }
        finally
        {
            mode.Reset();
        }

        if (mode.Has(InstanceMode.Awaited))
            Reserve.WakeAfterFailure();
    }
}
