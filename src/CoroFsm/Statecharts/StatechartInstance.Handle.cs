using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>Handling: what is done about a trigger while the instance is busy with it.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    /// <summary>Handles a trigger, and then all that were queued meanwhile. After an exception, drops what is still queued.</summary>
    /// <typeparam name="THandler">The way in which it is handled.</typeparam>
    /// <typeparam name="TArgument">The type in which the trigger's parameter passes.</typeparam>
    /// <returns>The state that the caller sets, because it loaded the previous one; negative: <see cref="Handled"/>.</returns>
    /// <remarks>
    /// A method of its own for each handler: a small one needs few registers. The arguments are not gathered in a struct: it would be
    /// stored and loaded again on the way to the state.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int Handle<THandler, TArgument>(
        in Cell<TState, TTrigger> cell, int number, TTrigger trigger, TArgument argument, bool isTry)
        where THandler : struct, IHandler<TState, TTrigger, TArgument>
        where TArgument : allows ref struct
    {
        try
        {
            return THandler.Handle(this, in cell, number, trigger, argument, isTry);
        }
        catch (Exception error)
        {
            Abandon(error);
            throw;
        }
    }

    internal void EnterPlainly() => mode.EnterPlainly();

    /// <summary>Makes the instance idle again, after the triggers that were queued.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Finish(int target)
    {
        if (mode.TryLeavePlainly())
            return target;

        if (target >= 0)
            state = target;
        FinishSpecially();
        return target != Handled.No ? Handled.Done : Handled.No;
    }

    /// <summary>Finds what a trigger does; null if it is unhandled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Plan<TState, TTrigger>? FindPlan(in Cell<TState, TTrigger> cell, TTrigger trigger, Argument argument) =>
        cell.Details.NeedsParameter && !argument.IsPresent
            ? throw MissingParameter.Of(trigger)
            : cell.Details.Always ?? Decision.Find(in cell, chart, Context, argument);

    /// <summary>Handles a trigger in the state that is read now.</summary>
    internal int TakeNow(int number, TTrigger trigger, Argument argument, bool isTry)
    {
        if (IsInterpreted)
            return this.Interpret(number, trigger, argument, isTry);
        ReadState();
        ref readonly var cell = ref CellOf(number);
        return Take(in cell, FindPlan(in cell, trigger, argument), trigger, argument, isTry);
    }

    /// <summary>Executes a plan; null: applies the policy for unhandled triggers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Take(in Cell<TState, TTrigger> cell, Plan<TState, TTrigger>? plan, TTrigger trigger, Argument argument, bool isTry)
    {
        if (plan is null)
        {
            if (!isTry)
                Refuse(trigger, argument);
            return Handled.No;
        }

        var before = state;
        Execute(plan, argument);
        if (mode.Has(InstanceMode.Deferring) && (state != before || state != Reserve.DeferredIn))
            Recall();
        return Handled.Done;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int TakeSpecially(in Cell<TState, TTrigger> cell, Plan<TState, TTrigger>? plan, TTrigger trigger, bool isTry) =>
        Take(in cell, plan, trigger, default, isTry);

    /// <summary>Does what leads to the state that a selector chose.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int TakeChosen(in Cell<TState, TTrigger> cell, TState destination, TTrigger trigger, bool isTry)
    {
        var plan = Decision.Chosen(cell.Details.Levels[0][0], chart, destination);
        return plan.Quick.Exists ? Execute(plan.Quick) : Take(in cell, plan, trigger, default, isTry);
    }

    /// <summary>Does what the superstates say, because no guard of the innermost state holds.</summary>
    internal int TakeOuter(in Cell<TState, TTrigger> cell, TTrigger trigger, bool isTry) =>
        TakeSpecially(in cell, Decision.Find(in cell, chart, Context, default, firstLevel: 1), trigger, isTry);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Execute(in QuickPlan quick)
    {
        quick.Before.Run();
        var target = quick.Target;
        if (quick.After.IsEmpty)
            return target;

        if (target >= 0)
            state = target;
        quick.After.Run();
        return Handled.Done;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Execute<TParameter>(ParameterPlan<TParameter> plan, TParameter parameter)
    {
        plan.Before.Run(parameter);
        if (plan.Target >= 0)
            state = plan.Target;
        plan.After.Run(parameter);
    }

    /// <summary>Runs the steps of a plan, in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Execute(Plan<TState, TTrigger> plan, Argument argument)
    {
        var steps = mode.Has(InstanceMode.Observed) ? plan.Observed : plan.Quiet;
        for (var i = 0; i < steps.Length; i++)
        {
            // Not a switch: a jump table is one more indirect branch to mispredict.
            ref readonly var step = ref steps[i];
            if (step.Kind is StepKind.Call)
                Unsafe.As<Action>(step.Target!)();
            else if (step.Kind is StepKind.SetState)
                SetState(step.State);
            else if (step.Kind is StepKind.Effect)
                Unsafe.As<Effect<TState, TTrigger>>(step.Target!).Run(new(this, Context, step.Facts, argument));
            else
                Notify(in step);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Notify(in Step<TState, TTrigger> step)
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
        if (mode.Has(InstanceMode.Stored))
            Reserve.Storage!.Set(chart.States[number]);
    }
}
