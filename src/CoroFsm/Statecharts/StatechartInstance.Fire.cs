using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>Firing.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    /// <summary>A trigger has been handled, and there is no state to be set any more.</summary>
    private const int Done = -1;

    /// <summary>Nothing has handled a trigger.</summary>
    private const int NotHandled = -2;

    /// <inheritdoc/>
    public void Fire(TTrigger trigger)
    {
        var number = chart.Triggers.Of(trigger);
        var cells = chart.Cells;
        if (mode != 0 || (uint)number >= (uint)cells.Length)
        {
            FireSpecially(trigger, isTry: false);
            return;
        }

        ref readonly var cell = ref cells[number][state];
        var target = cell.PlainTarget;
        if (target < 0)
            target = cell.IsDynamic ? Choose(in cell, trigger, isTry: false) : HandleQuickly(in cell, trigger, isTry: false);
        if (target >= 0)
            state = target;
    }

    /// <inheritdoc/>
    public bool TryFire(TTrigger trigger)
    {
        var number = chart.Triggers.Of(trigger);
        var cells = chart.Cells;
        if (mode != 0 || (uint)number >= (uint)cells.Length)
            return FireSpecially(trigger, isTry: true);

        ref readonly var cell = ref cells[number][state];
        var target = cell.PlainTarget;
        if (target < 0)
            target = cell.IsDynamic ? Choose(in cell, trigger, isTry: true) : HandleQuickly(in cell, trigger, isTry: true);
        if (target >= 0)
            state = target;
        return target != NotHandled;
    }

    /// <inheritdoc/>
    public void Fire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter)
    {
        if (QuickPlanOf(trigger) is { } plan)
            HandleQuickly(plan, parameter);
        else
            Fire(trigger.Trigger, ref parameter, isTry: false);
    }

    /// <inheritdoc/>
    public bool TryFire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter)
    {
        if (QuickPlanOf(trigger) is not { } plan)
            return Fire(trigger.Trigger, ref parameter, isTry: true);

        HandleQuickly(plan, parameter);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ParameterPlan<TParameter>? QuickPlanOf<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger)
    {
        var number = chart.Triggers.Of(trigger.Trigger);
        var cells = chart.Cells;
        return mode == 0 && (uint)number < (uint)cells.Length ? cells[number][state].WithParameter as ParameterPlan<TParameter> : null;
    }

    private bool Fire<TParameter>(TTrigger trigger, ref TParameter parameter, bool isTry)
    {
        var number = chart.TriggerOf(trigger);
        var argument = ArgumentOf(number, trigger, ref parameter);
        if ((mode & Firing) == 0)
            return Handle(number, trigger, argument, isTry);

        Enqueue(new(Lasting.Of(trigger), argument.IsPresent ? new QueuedArgument<TParameter>(Lasting.Of(parameter)) : null, isTry));
        return true;
    }

    private bool Fire(TriggerOccurrence<TTrigger> occurrence, bool isTry)
    {
        var (trigger, number) = (occurrence.Trigger, chart.TriggerOf(occurrence.Trigger));
        var argument = ArgumentOf(number, occurrence);
        if (!argument.IsPresent)
            return FirePlainly(trigger, isTry);
        if ((mode & Firing) == 0)
            return Handle(number, trigger, argument, isTry);

        Enqueue(new(Lasting.Of(trigger), chart.Parameters[number]!.Keep(argument), isTry));
        return true;
    }

    private bool FirePlainly(TTrigger trigger, bool isTry)
    {
        if (isTry)
            return TryFire(trigger);
        Fire(trigger);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool FireSpecially(TTrigger trigger, bool isTry)
    {
        var number = chart.TriggerOf(trigger);
        if ((mode & Firing) == 0)
            return Handle(number, trigger, default, isTry);

        if (number >= 0 && chart.Parameters[number] is not null)
            throw NeedsParameter(trigger);
        Enqueue(new(Lasting.Of(trigger), null, isTry));
        return true;
    }

    /// <summary>Handles a trigger without a parameter where nothing is special, and then all that are queued meanwhile.</summary>
    /// <returns>The state that the caller is to set, for there it costs less; negative: <see cref="Done"/> or <see cref="NotHandled"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int HandleQuickly(in Cell<TState, TTrigger> cell, TTrigger trigger, bool isTry)
    {
        mode = Firing;
        try
        {
            int target;
            if (cell.Quick.Exists)
                target = ExecuteSole(in cell, trigger, isTry);
            else if (cell.Alternatives is { } alternatives)
                target = ExecuteAlternative(in cell, alternatives, trigger, isTry);
            else
                target = TakeSpecially(in cell, FindPlan(in cell, trigger, default), trigger, isTry);
            return Finish(target);
        }
        catch (Exception error)
        {
            Abandon(error);
            throw;
        }
    }

    /// <summary>Handles a trigger whose transition asks where it leads, and then all that are queued meanwhile.</summary>
    /// <returns>As <see cref="HandleQuickly(in Cell{TState, TTrigger}, TTrigger, bool)"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Choose(in Cell<TState, TTrigger> cell, TTrigger trigger, bool isTry)
    {
        mode = Firing;
        try
        {
            var destination = cell.Choose();
            var number = chart.States.Of(destination);
            if (mode == Firing && (uint)number < (uint)cell.PlainDestinations)
            {
                mode = 0;
                return number;
            }

            var plan = Decision.Chosen(cell.Details.Levels[0][0], chart, destination);
            return Finish(plan.Quick.Exists ? Execute(plan.Quick) : TakeSpecially(in cell, plan, trigger, isTry));
        }
        catch (Exception error)
        {
            Abandon(error);
            throw;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Execute(in QuickPlan quick)
    {
        quick.Before.Run();
        var target = quick.Target;
        if (quick.After.IsEmpty)
            return target;

        if (target >= 0)
            state = target;
        quick.After.Run();
        return Done;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ExecuteSole(in Cell<TState, TTrigger> cell, TTrigger trigger, bool isTry)
    {
        if (cell.Condition is { } condition && !condition())
            return ExecuteOuter(in cell, trigger, isTry);
        return Execute(in cell.Quick);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ExecuteAlternative(in Cell<TState, TTrigger> cell, Alternative[] alternatives, TTrigger trigger, bool isTry)
    {
        var found = -1;
        for (var i = 0; i < alternatives.Length; i++)
        {
            if (!alternatives[i].Condition())
                continue;
            if (found >= 0)
                throw Decision.Ambiguous(cell.Details.Levels[0][found], cell.Details.Levels[0][i]);
            found = i;
        }

        if (found < 0)
            return ExecuteOuter(in cell, trigger, isTry);
        return Execute(in alternatives[found].Quick);
    }

    /// <summary>Does what the superstates say, for no guard of the innermost state holds.</summary>
    private int ExecuteOuter(in Cell<TState, TTrigger> cell, TTrigger trigger, bool isTry) =>
        TakeSpecially(in cell, Decision.Find(in cell, chart, Context, default, firstLevel: 1), trigger, isTry);

    /// <summary>Handles a trigger with a parameter where nothing is special, and then all that are queued meanwhile.</summary>
    private void HandleQuickly<TParameter>(ParameterPlan<TParameter> plan, TParameter parameter)
    {
        mode = Firing;
        try
        {
            plan.Before.Run(parameter);
            if (plan.Target >= 0)
                state = plan.Target;
            plan.After.Run(parameter);
            Finish(isHandled: true);
        }
        catch (Exception error)
        {
            Abandon(error);
            throw;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Plan<TState, TTrigger>? FindPlan(in Cell<TState, TTrigger> cell, TTrigger trigger, Argument argument) => cell.Details.NeedsParameter && !argument.IsPresent
        ? throw NeedsParameter(trigger)
        : cell.Details.Always ?? Decision.Find(in cell, chart, Context, argument);

    /// <summary>Handles a trigger, and then all that are queued meanwhile.</summary>
    /// <returns>False if nothing handled it.</returns>
    private bool Handle(int number, TTrigger trigger, Argument argument, bool isTry)
    {
        Enter(trigger);
        try
        {
            ReadState();
            ref readonly var cell = ref CellOf(number);
            return Finish(Take(in cell, FindPlan(in cell, trigger, argument), trigger, argument, isTry));
        }
        catch (Exception error)
        {
            Abandon(error);
            throw;
        }
    }

    /// <summary>Executes a plan that has been found before, and then all that is queued meanwhile.</summary>
    private void Handle(Plan<TState, TTrigger> plan, TTrigger trigger, Argument argument)
    {
        Enter(trigger);
        try
        {
            Finish(Take(in chart.Nothing, plan, trigger, argument, isTry: false));
        }
        catch (Exception error)
        {
            Abandon(error);
            throw;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Finish(int target)
    {
        if (mode == Firing)
        {
            mode = 0;
            return target;
        }

        if (target >= 0)
            state = target;
        FinishSpecially();
        return target != NotHandled ? Done : NotHandled;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Finish(bool isHandled)
    {
        if (mode == Firing)
            mode = 0;
        else
            FinishSpecially();
        return isHandled;
    }

    /// <summary>Does what is to be done about a trigger; null: nothing handles it.</summary>
    /// <returns>False if nothing handled it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Take(in Cell<TState, TTrigger> cell, Plan<TState, TTrigger>? plan, TTrigger trigger, Argument argument, bool isTry)
    {
        if (plan is null)
        {
            if (!isTry)
                Refuse(in cell, trigger, argument);
            return false;
        }

        var before = state;
        Execute(plan, argument);
        if ((mode & Deferring) != 0 && (state != before || state != Reserve.DeferredIn))
            Recall();
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int TakeSpecially(in Cell<TState, TTrigger> cell, Plan<TState, TTrigger>? plan, TTrigger trigger, bool isTry) =>
        Take(in cell, plan, trigger, default, isTry) ? Done : NotHandled;

    /// <summary>Runs the effects of a plan, in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Execute(Plan<TState, TTrigger> plan, Argument argument)
    {
        var steps = (mode & Observed) == 0 ? plan.Quiet : plan.Observed;
        for (var i = 0; i < steps.Length; i++)
        {
            // Not a switch: a jump table is one more indirect branch to be guessed wrong.
            ref readonly var step = ref steps[i];
            if (step.Kind is StepKind.Call)
                Unsafe.As<Action>(step.Target!)();
            else if (step.Kind is StepKind.SetState)
                SetState(step.State);
            else if (step.Kind is StepKind.Effect)
                Unsafe.As<Effect<TState, TTrigger>>(step.Target!).Run(new(this, Context, step.Facts, argument));
            else
                Tell(in step);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Tell(in Step<TState, TTrigger> step)
    {
        if (step.Kind is StepKind.Transitioned)
            Reserve.Observer!.OnTransitioned(new(step.Facts, this, Context));
        else
            Reserve.Observer!.OnTransitionCompleted(new(step.Facts, this, Context));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetState(int number)
    {
        state = number;
        if ((mode & Stored) != 0)
            Reserve.Storage!.Set(chart.States[number]);
    }
}
