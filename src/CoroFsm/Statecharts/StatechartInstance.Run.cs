using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <content>The chart as a coroutine.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    /// <summary>
    /// Runs as a coroutine that fires what its inbox receives: a declared substate of a coded machine. Returns when the input ends.
    /// </summary>
    /// <param name="inbox">Where the triggers come from.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The coroutine.</returns>
    /// <remarks>
    /// The state of the machine is named after the state of the chart. A trigger that the chart does not handle is not taken, unless the chart has a policy of its own: it
    /// goes to the enclosing handlers, and then by <see cref="MachineOptions.Unmatched"/>. What a guard or an action throws leaves the coroutine.
    /// </remarks>
    public Coroutine Run(Inbox<TTrigger> inbox, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") => Receive(inbox.Wrapped, until: -1, (line, file));

    /// <summary>As <see cref="Run(Inbox{TTrigger}, int, string)"/>, but returns as soon as the chart is in a certain state.</summary>
    /// <param name="inbox">Where the triggers come from.</param>
    /// <param name="until">The state, or a superstate of it.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The coroutine.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The chart has no such state.</exception>
    public Coroutine Run(Inbox<TTrigger> inbox, TState until, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var number = chart.StateOf(until);
        return number >= 0
            ? Receive(inbox.Wrapped, number, (line, file))
            : throw new ArgumentOutOfRangeException(nameof(until), until, "The chart has no such state, so it would run for ever.");
    }

    private async Coroutine Receive(Machine<TTrigger> machine, int until, (int Line, string File) place)
    {
        var leavesUnhandled = chart.Model is { OnUnhandled: null, Unhandled: Unhandled.Throw };
        Preview? preview = null;
        ReadState();
        while (until < 0 || !chart.IsWithin(state, until))
        {
            machine.ArriveNamed(chart.NameOf(state), place.Line, place.File, enumerates: true);
            if (!leavesUnhandled)
            {
                if (!await new NextWait<TTrigger>(machine))
                    return;
                Fire(machine.Current);
            }
            else if (machine.MayRefuse)
            {
                if (!await new NextWait<TTrigger>(machine))
                    return;
                if (!TryFire(machine.Current))
                    machine.Refuse(machine.Current);
            }
            else
            {
                preview ??= new(this);
                if (!await new SelectiveNextWait<TTrigger>(machine, preview.Next()))
                    return;
                if (preview.Take() is { } plan)
                    Handle(plan, machine.Current);
                else
                    Fire(machine.Current);
            }
        }
    }

    /// <summary>Accepts the triggers that the chart handles, and keeps what they do until they are received: guards and selectors are asked once.</summary>
    private sealed class Preview
    {
        private readonly StatechartInstance<TState, TTrigger> instance;
        private Func<TTrigger, bool> accepts;
        private Func<TTrigger, bool> other;
        private Plan<TState, TTrigger>? plan;
        private Exception? failure;

        internal Preview(StatechartInstance<TState, TTrigger> instance)
        {
            this.instance = instance;
            accepts = trigger => Accepts(trigger);
            other = trigger => Accepts(trigger);        // not equal to the first
        }

        /// <summary>Gets another filter than the last one: what was deferred may be handled now.</summary>
        internal Func<TTrigger, bool> Next()
        {
            (accepts, other) = (other, accepts);
            return accepts;
        }

        internal Plan<TState, TTrigger>? Take()
        {
            if (failure is { } error)
            {
                failure = null;
                Delegation.Rethrow(error);
            }

            var taken = plan;
            plan = null;
            return taken;
        }

        private bool Accepts(TTrigger trigger)
        {
            if ((instance.mode & Firing) != 0)
                return true;            // fired from elsewhere at this moment: what it handles is known only when its turn comes

            try
            {
                instance.ReadState();
                ref readonly var cell = ref instance.CellOf(instance.chart.TriggerOf(trigger));
                if (cell.Details.NeedsParameter)
                    throw NeedsParameter(trigger);
                plan = cell.Details.Always ?? Decision.Find(in cell, instance.chart, instance.Context, default);
                return plan is not null;
            }
            catch (Exception error)
            {
                failure = error;        // it is to leave the coroutine, as if it had been thrown there
                return true;
            }
        }
    }
}
