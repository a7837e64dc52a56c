namespace CoroFsm.Statecharts;

/// <content>The chart as a coroutine.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    /// <summary>Gets a value indicating whether a trigger is being handled.</summary>
    internal bool IsFiring => mode.IsFiring;

    /// <summary>
    /// Gets a value indicating whether the policy of the machine applies to unhandled triggers, because the chart has none.
    /// </summary>
    internal bool LeavesUnhandled => chart.Model is { OnUnhandled: null, Unhandled: Unhandled.Throw };

    /// <summary>Returns whether the instance is in a state or in one of its substates.</summary>
    internal bool IsWithin(int other) =>
        mode.Has(InstanceMode.Interpreted) ? other >= 0 && Interpreter.IsIn(other) : chart.IsWithin(state, other);

    /// <summary>Notes the machine whose coroutine waits, so that it is resumed when something else fires the instance.</summary>
    internal void BeginWait(Machine machine)
    {
        if (mode.Has(InstanceMode.Awaited) && !ReferenceEquals(Reserve.Runner, machine))
            throw new InvalidOperationException("Another machine runs this instance of a chart. Start an instance for each machine.");
        Reserve.Runner = machine;
        mode.SetAtomically(InstanceMode.Awaited);     // another thread may handle a trigger now
    }

    internal void EndWait(Machine machine)
    {
        if (ReferenceEquals(Reserve.Runner, machine))
            mode.ClearAtomically(InstanceMode.Awaited);
    }

    /// <summary>Finds what a trigger does, and keeps it for <see cref="FireFound"/>.</summary>
    /// <returns>False if it is unhandled.</returns>
    internal bool TryFind(TriggerOccurrence<TTrigger> occurrence)
    {
        var trigger = occurrence.Trigger;
        var argument = chart.ArgumentOf(occurrence);
        Enter(trigger);
        var number = chart.TriggerOf(trigger);
        return Handle<FindingHandler<TState, TTrigger>, Argument>(in chart.Nothing, number, trigger, argument, isTry: true) != Handled.No;
    }

    /// <summary>Handles a trigger as it was found by <see cref="TryFind"/>; if it was not looked for, finds it now.</summary>
    internal void FireFound(TriggerOccurrence<TTrigger> occurrence)
    {
        if (mode.Has(InstanceMode.Interpreted) ? !Interpreter.HasFound : Reserve.Found is null)
        {
            Fire(occurrence, isTry: false);
            return;
        }

        var argument = occurrence.Argument is { } given ? given.Open() : default;
        Enter(occurrence.Trigger);
        Handle<FoundHandler<TState, TTrigger>, Argument>(
            in chart.Nothing, chart.TriggerOf(occurrence.Trigger), occurrence.Trigger, argument, isTry: false);
    }

    /// <summary>
    /// Finds what a trigger does, keeps it until the trigger is received, and makes the instance idle. If it is unhandled, handles the queue.
    /// </summary>
    internal bool Find(int number, TTrigger trigger, Argument argument)
    {
        ReadState();
        var isFound = mode.Has(InstanceMode.Interpreted)
            ? Interpreter.Find(number, trigger, argument)
            : (Reserve.Found = FindPlan(in CellOf(number), trigger, argument)) is not null;
        if (!isFound && mode.IsBacklogged)
            FinishSpecially();
        else
            mode.Leave();
        return isFound;
    }

    /// <summary>Does what was found.</summary>
    internal int TakeFound(in Cell<TState, TTrigger> cell, TTrigger trigger, Argument argument, bool isTry)
    {
        if (mode.Has(InstanceMode.Interpreted))
        {
            var before = PlaceNumber;
            Interpreter.HandleFound(trigger, argument);
            RecallFrom(before);
            return Handled.Done;
        }

        (var found, Reserve.Found) = (Reserve.Found, null);
        return Take(in cell, found, trigger, argument, isTry);
    }

    internal void ForgetFound() => Reserve.Found = null;
}
