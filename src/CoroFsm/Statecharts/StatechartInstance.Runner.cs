using CoroFsm.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>The chart as a coroutine beside which something else can take an event or fire the instance.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    /// <summary>Resumes the coroutine that runs the instance, for it was fired by something else, which has failed.</summary>
    private void WakeAfter(Exception failure)
    {
        try
        {
            Reserve.Runner?.Wake();
        }
        catch (Exception)
        {
            // The failure comes out of Fire. The machine keeps its own, as its fault.
        }
    }

    /// <summary>
    /// Accepts the events whose triggers the chart handles, and keeps what they do until they are received: guards and selectors are
    /// evaluated once.
    /// </summary>
    private sealed class Runner<TEvent>
    {
        private readonly StatechartInstance<TState, TTrigger> instance;
        private readonly Machine<TEvent> machine;
        private readonly Func<TEvent, TriggerOccurrence<TTrigger>?> toTrigger;
        private readonly bool leavesUnhandled;
        private Func<TEvent, bool> accepts;
        private Func<TEvent, bool> other;
        private TriggerOccurrence<TTrigger> occurrence;
        private Plan<TState, TTrigger>? plan;
        private Exception? failure;

        internal Runner(StatechartInstance<TState, TTrigger> instance, Machine<TEvent> machine, Func<TEvent, TriggerOccurrence<TTrigger>?> toTrigger)
        {
            this.instance = instance;
            this.machine = machine;
            this.toTrigger = toTrigger;
            leavesUnhandled = instance.LeavesUnhandled;
            accepts = @event => Accepts(@event);
            other = @event => Accepts(@event);        // not equal to the first
        }

        internal async Coroutine Receive(int until, (int Line, string File) place)
        {
            instance.ReadState();
            try
            {
                while (until < 0 || !instance.chart.IsWithin(instance.state, until))
                {
                    machine.ArriveIn(instance, place.Line, place.File);
                    BeginWait();
                    (accepts, other) = (other, accepts);        // what was deferred may be handled now
                    var mayRefuse = machine.MayRefuse;
                    var isReceived = mayRefuse ? await new NextWait<TEvent>(machine) : await new SelectiveNextWait<TEvent>(machine, accepts);
                    EndWait();
                    if (!isReceived && machine.IsOver)
                        return;
                    if (isReceived && !mayRefuse)
                        FireAccepted();
                    else if (isReceived && !TryFire(machine.Current))
                        machine.Refuse(machine.Current);
                }
            }
            finally
            {
                EndWait();
                machine.ForgetWake();
            }
        }

        private void BeginWait()
        {
            var reserve = instance.Reserve;
            if ((instance.mode & Awaited) != 0 && !ReferenceEquals(reserve.Runner, machine))
                throw new InvalidOperationException("Another machine runs this instance of a chart. Start an instance for each machine.");
            reserve.Runner = machine;
            Interlocked.Or(ref instance.mode, Awaited);         // atomic, for this thread may not be the one that handles a trigger
        }

        private void EndWait()
        {
            if (ReferenceEquals(instance.Reserve.Runner, machine))
                Interlocked.And(ref instance.mode, ~Awaited);
        }

        private bool TryFire(TEvent @event) => toTrigger(@event) is { IsPresent: true } meant && (instance.Fire(meant, isTry: leavesUnhandled) || !leavesUnhandled);

        private void FireAccepted()
        {
            if (failure is { } error)
            {
                failure = null;
                Delegation.Rethrow(error);
            }

            var (found, received) = (plan, occurrence);
            (plan, occurrence) = (null, default);
            if (found is not null)
                instance.Handle(found, received.Trigger, received.Argument is { } argument ? argument.Open() : default);
            else
                instance.Fire(received, isTry: false);
        }

        private bool Accepts(TEvent @event)
        {
            try
            {
                if (toTrigger(@event) is not { IsPresent: true } meant)
                    return false;

                occurrence = meant;
                plan = null;
                return !leavesUnhandled
                    || (instance.mode & Firing) != 0            // fired from elsewhere at this moment: what it handles is known only when its turn comes
                    || instance.TryFind(meant, out plan);
            }
            catch (Exception error)
            {
                failure = error;        // leaves the coroutine, as if it had been thrown there
                return true;
            }
        }
    }

    /// <summary>
    /// Finds what a trigger does. What guards and selectors fire meanwhile is handled after the trigger, or if nothing handles that,
    /// at once.
    /// </summary>
    private bool TryFind(TriggerOccurrence<TTrigger> occurrence, out Plan<TState, TTrigger>? plan)
    {
        var number = chart.TriggerOf(occurrence.Trigger);
        var argument = ArgumentOf(number, occurrence);
        Enter(occurrence.Trigger);
        try
        {
            ReadState();
            ref readonly var cell = ref CellOf(number);
            plan = FindPlan(in cell, occurrence.Trigger, argument);
            if (plan is null && (mode & Backlogged) != 0)
                FinishSpecially();
            else
                Leave();
            return plan is not null;
        }
        catch (Exception error)
        {
            Abandon(error);
            throw;
        }
    }
}
