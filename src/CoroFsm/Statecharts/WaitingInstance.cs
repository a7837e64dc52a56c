namespace CoroFsm.Statecharts;

/// <summary>Extension methods for a coroutine that runs an instance of a chart, and waits for its next trigger.</summary>
internal static class WaitingInstance
{
    /// <summary>Throws if a machine whose inputs are recorded cannot run an instance, because some inputs would not be.</summary>
    internal static void EnsureRunsIn<TState, TTrigger>(this StatechartInstance<TState, TTrigger> instance, Machine machine)
        where TState : notnull
        where TTrigger : notnull
    {
        if (machine.RecordedClock is not { } clock || !instance.IsInterpreted)
            return;
        if (!instance.Interpreter.IsHosted)
            instance.Chart.EnsureRunsIn(machine);
        if (!instance.Interpreter.IsTimedBy(clock))
        {
            throw new InvalidOperationException(
                $"Machine {machine.Name} is durable, but the timers of the chart run by another clock. "
                + "Call Run of the chart instead of Run of an instance, or run the chart by DurableChart.");
        }
    }

    /// <summary>Throws if a machine whose inputs are recorded cannot run a chart, because the results of its work would not be.</summary>
    internal static void EnsureRunsIn<TState, TTrigger>(this Statechart<TState, TTrigger> chart, Machine machine)
        where TState : notnull
        where TTrigger : notnull
    {
        if (machine.RecordedClock is not null && chart.Tables?.Tree.FirstWorker is { } worker)
        {
            throw new InvalidOperationException(
                $"Machine {machine.Name} is durable, so the result of the work that state {worker} invokes would not be recorded. "
                + "Run the chart by DurableChart.");
        }
    }

    /// <summary>
    /// Determines whether a snapshot has all that an instance needs to continue: nothing is deferred, and no work runs.
    /// </summary>
    internal static bool IsQuiescent<TState, TTrigger>(this StatechartInstance<TState, TTrigger> instance)
        where TState : notnull
        where TTrigger : notnull =>
        !instance.IsFiring && !instance.Mode.Has(InstanceMode.Deferring)
        && (!instance.IsInterpreted || instance.Interpreter is { IsUnsettled: false, HasRunningWork: false, States.Length: > 0 });

    /// <summary>Notes the machine whose coroutine waits, so that it is resumed when something else fires the instance.</summary>
    internal static void BeginWait<TState, TTrigger>(this StatechartInstance<TState, TTrigger> instance, Machine machine)
        where TState : notnull
        where TTrigger : notnull
    {
        using var gate = instance.EnterGate();
        if (instance.Mode.Has(InstanceMode.Awaited) && !ReferenceEquals(instance.Reserve.Runner, machine))
            throw new InvalidOperationException("Another machine runs this instance of a chart. Start an instance for each machine.");
        instance.Reserve.Runner = machine;
        instance.Mode.SetAtomically(InstanceMode.Awaited);     // another thread may handle a trigger now
    }

    internal static void EndWait<TState, TTrigger>(this StatechartInstance<TState, TTrigger> instance, Machine machine)
        where TState : notnull
        where TTrigger : notnull
    {
        using var gate = instance.EnterGate();
        if (ReferenceEquals(instance.Reserve.Runner, machine))
            instance.Mode.ClearAtomically(InstanceMode.Awaited);
    }

    /// <summary>Finds what a trigger does, and keeps it for <see cref="FireFound"/>.</summary>
    /// <returns>False if it is unhandled.</returns>
    internal static bool TryFind<TState, TTrigger>(
        this StatechartInstance<TState, TTrigger> instance, TriggerOccurrence<TTrigger> occurrence)
        where TState : notnull
        where TTrigger : notnull
    {
        var (chart, trigger) = (instance.Chart, occurrence.Trigger);
        var argument = chart.ArgumentOf(occurrence);
        using var gate = instance.EnterGate();
        instance.Enter(trigger);
        return instance.Handle<FindingHandler<TState, TTrigger>, Argument>(
            in chart.Nothing, chart.TriggerOf(trigger), trigger, argument, isTry: true) != Handled.No;
    }

    /// <summary>Handles a trigger as it was found by <see cref="TryFind"/>; if it was not looked for, finds it now.</summary>
    internal static void FireFound<TState, TTrigger>(
        this StatechartInstance<TState, TTrigger> instance, TriggerOccurrence<TTrigger> occurrence)
        where TState : notnull
        where TTrigger : notnull
    {
        using var gate = instance.EnterGate();
        if (instance.IsInterpreted ? !instance.Interpreter.HasFound : instance.Reserve.Found is null)
        {
            instance.Fire(occurrence, isTry: false);
            return;
        }

        var (chart, trigger) = (instance.Chart, occurrence.Trigger);
        var argument = occurrence.Argument is { } given ? given.Open() : default;
        instance.Enter(trigger);
        instance.Handle<FoundHandler<TState, TTrigger>, Argument>(
            in chart.Nothing, chart.TriggerOf(trigger), trigger, argument, isTry: false);
    }

    /// <summary>
    /// Finds what a trigger does, keeps it until the trigger is received, and makes the instance idle. Unhandled: handles the queue.
    /// </summary>
    internal static bool Find<TState, TTrigger>(
        this StatechartInstance<TState, TTrigger> instance, int number, TTrigger trigger, Argument argument)
        where TState : notnull
        where TTrigger : notnull
    {
        instance.ReadState();
        var isFound = instance.IsInterpreted
            ? instance.Interpreter.Find(number, trigger, argument)
            : (instance.Reserve.Found = instance.FindPlan(in instance.CellOf(number), trigger, argument)) is not null;
        if (!isFound && instance.Mode.IsBacklogged)
            instance.FinishSpecially();
        else
            instance.Mode.Leave();
        return isFound;
    }

    /// <summary>Does what was found.</summary>
    internal static int TakeFound<TState, TTrigger>(
        this StatechartInstance<TState, TTrigger> instance, in Cell<TState, TTrigger> cell, TTrigger trigger, Argument argument, bool isTry)
        where TState : notnull
        where TTrigger : notnull
    {
        if (instance.IsInterpreted)
        {
            var before = instance.StateVersion;
            instance.Interpreter.HandleFound(trigger, argument);
            instance.RecallFrom(before);
            return Handled.Done;
        }

        (var found, instance.Reserve.Found) = (instance.Reserve.Found, null);
        return instance.Take(in cell, found, trigger, argument, isTry);
    }

    internal static void ForgetFound<TState, TTrigger>(this StatechartInstance<TState, TTrigger> instance)
        where TState : notnull
        where TTrigger : notnull =>
        instance.Reserve.Found = null;
}
