namespace CoroFsm.Statecharts;

/// <summary>
/// Handles triggers of an instance that has an interpreter, and what reaches it by itself: timers that are due, and the end of work.
/// </summary>
internal static class InterpretedInstance
{
    /// <summary>Fires a trigger, or queues it if one is handled at this moment.</summary>
    /// <returns>False if it is unhandled.</returns>
    internal static bool FireInterpreted<TState, TTrigger>(
        this StatechartInstance<TState, TTrigger> instance, int number, TTrigger trigger, Argument argument, bool isTry)
        where TState : notnull
        where TTrigger : notnull
    {
        if (instance.Mode.IsPlainlyInterpreted && !argument.IsPresent && instance.Interpreter.TryHandlePlainly(number))
            return true;
        using var gate = instance.EnterGate();
        return instance.FireOrQueue(number, trigger, argument, isTry);
    }

    /// <summary>Handles a trigger in the configuration that is active now.</summary>
    internal static int Interpret<TState, TTrigger>(
        this StatechartInstance<TState, TTrigger> instance,
        int number,
        TTrigger trigger,
        Argument argument,
        bool isTry,
        IArrival? arrival = null)
        where TState : notnull
        where TTrigger : notnull
    {
        var before = instance.StateVersion;
        if (!instance.Interpreter.Handle(number, trigger, argument))
        {
            if (!isTry)
                instance.Refuse(trigger, argument, arrival);
            instance.Interpreter.Settle();
            return Handled.No;
        }

        instance.RecallFrom(before);
        return Handled.Done;
    }

    /// <summary>Queues what is deferred, if the configuration has changed since.</summary>
    internal static void RecallFrom<TState, TTrigger>(this StatechartInstance<TState, TTrigger> instance, int before)
        where TState : notnull
        where TTrigger : notnull
    {
        if (instance.Mode.Has(InstanceMode.Deferring)
            && (instance.StateVersion != before || instance.StateVersion != instance.Reserve.DeferredIn))
        {
            instance.Recall();
        }
    }

    /// <summary>Handles an arrival, now or after the current trigger.</summary>
    internal static void Arrive<TState, TTrigger>(this StatechartInstance<TState, TTrigger> instance, IArrival arrival)
        where TState : notnull
        where TTrigger : notnull
    {
        using var gate = instance.EnterGate();
        if (instance.Mode.IsFiring)
        {
            instance.Queue(arrival);
            return;
        }

        try
        {
            instance.Guarded(_ => arrival.Handle());
        }
        catch (Exception error) when (instance.Reserve.Observer is not null)
        {
            instance.Reserve.Observer.OnFailed(instance, error);
        }
    }

    /// <summary>Leaves all states, after the trigger that is handled now, if there is one.</summary>
    internal static void ExitWhenIdle<TState, TTrigger>(this StatechartInstance<TState, TTrigger> instance)
        where TState : notnull
        where TTrigger : notnull
    {
        using var gate = instance.EnterGate();
        if (instance.Mode.IsFiring)
            instance.Queue(new LastExit<TState, TTrigger>(instance));
        else
            instance.Exit();
    }

    /// <summary>Takes the transition of a timer that is due.</summary>
    internal static void HandleTimer<TState, TTrigger>(
        this StatechartInstance<TState, TTrigger> instance, TransitionLevel<TState, TTrigger> level)
        where TState : notnull
        where TTrigger : notnull
    {
        var before = instance.StateVersion;
        instance.Interpreter.HandleTimer(level);
        instance.RecallFrom(before);
    }

    /// <summary>Handles the trigger for the end of invoked work. If it is deferred, the work is asked again.</summary>
    internal static void HandleArrived<TState, TTrigger>(
        this StatechartInstance<TState, TTrigger> instance, TriggerOccurrence<TTrigger> occurrence, IArrival arrival)
        where TState : notnull
        where TTrigger : notnull
    {
        var (chart, trigger) = (instance.Chart, occurrence.Trigger);
        instance.Interpret(chart.TriggerOf(trigger), trigger, chart.ArgumentOf(occurrence), isTry: false, arrival);
    }
}
