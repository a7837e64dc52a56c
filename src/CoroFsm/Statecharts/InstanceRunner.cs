using CoroFsm.CompilerServices;

namespace CoroFsm.Statecharts;

/// <summary>Runs an instance of a chart as a coroutine beside which something else can take an event or fire the instance.</summary>
/// <remarks>
/// Accepts the events whose triggers the chart handles. What such a trigger does is kept until the event is received: guards and selectors
/// are evaluated once.
/// </remarks>
internal sealed class InstanceRunner<TState, TTrigger, TEvent>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly StatechartInstance<TState, TTrigger> instance;
    private readonly Machine<TEvent> machine;
    private readonly Func<TEvent, TriggerOccurrence<TTrigger>?> toTrigger;
    private readonly Func<bool>? hasEnded;
    private readonly bool leavesUnhandled;
    private Func<TEvent, bool> accepts;
    private Func<TEvent, bool> other;
    private TriggerOccurrence<TTrigger> occurrence;
    private Exception? failure;

    /// <summary>Initializes a new instance of the <see cref="InstanceRunner{TState, TTrigger, TEvent}"/> class.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="machine">The machine whose events are received.</param>
    /// <param name="toTrigger">Gets the trigger of an event.</param>
    /// <param name="hasEnded">Called at the begin and after each input that the chart has handled: whether the coroutine returns.</param>
    internal InstanceRunner(
        StatechartInstance<TState, TTrigger> instance,
        Machine<TEvent> machine,
        Func<TEvent, TriggerOccurrence<TTrigger>?> toTrigger,
        Func<bool>? hasEnded = null)
    {
        this.hasEnded = hasEnded;
        this.instance = instance;
        this.machine = machine;
        this.toTrigger = toTrigger;
        leavesUnhandled = instance.LeavesUnhandled;
        accepts = @event => Accepts(@event);
        other = @event => Accepts(@event);        // not equal to the first
    }

    /// <summary>Receives events until the input ends or the chart is in a state; negative: in none.</summary>
    internal async Coroutine Receive(int until, (int Line, string File) location)
    {
        instance.EnsureRunsIn(machine);
        instance.ReadState();
        var isHandled = true;
        try
        {
            while ((until < 0 || !instance.IsWithin(until)) && !(isHandled && hasEnded?.Invoke() == true))
            {
                isHandled = true;
                machine.ArriveIn(instance, location.Line, location.File);
                instance.BeginWait(machine);
                if (until >= 0 && instance.IsWithin(until))
                    return;     // a timer was faster
                (accepts, other) = (other, accepts);        // deferred events are looked at again: the chart may handle them now
                var mayRefuse = machine.MayRefuse;
                var isReceived = mayRefuse ? await new NextWait<TEvent>(machine) : await new SelectiveNextWait<TEvent>(machine, accepts);
                instance.EndWait(machine);
                if (!isReceived && machine.IsOver)
                    return;
                if (isReceived && !mayRefuse)
                    FireAccepted();
                else if (isReceived && !TryFire(machine.Current))
                {
                    isHandled = false;
                    machine.Refuse(machine.Current);
                }
            }
        }
        finally
        {
            instance.EndWait(machine);
            machine.ForgetWake();
        }
    }

    private bool TryFire(TEvent @event) =>
        toTrigger(@event) is { IsPresent: true } meant && (instance.Fire(meant, isTry: leavesUnhandled) || !leavesUnhandled);

    private void FireAccepted()
    {
        if (failure is { } error)
        {
            failure = null;
            Delegation.Rethrow(error);
        }

        var received = occurrence;
        occurrence = default;
        instance.FireFound(received);
    }

    private bool Accepts(TEvent @event)
    {
        try
        {
            if (toTrigger(@event) is not { IsPresent: true } meant)
                return false;

            occurrence = meant;
            instance.ForgetFound();
            return !leavesUnhandled
                || instance.IsFiring        // something else fires at this moment: what the chart handles is known only afterwards
                || instance.TryFind(meant);
        }
        catch (Exception error)
        {
            failure = error;        // leaves the coroutine, as if it had been thrown there
            return true;
        }
    }
}
