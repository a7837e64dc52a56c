using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// A way in which a trigger is handled. Static, so that the instance's wrapper is compiled for each without an indirect call.
/// </summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <typeparam name="TSubject">The type of what it starts from. A struct: code for classes is shared, and looks up types.</typeparam>
/// <typeparam name="TArgument">The type in which the trigger's parameter passes.</typeparam>
internal interface IHandler<TState, TTrigger, TSubject, TArgument>
    where TState : notnull
    where TTrigger : notnull
    where TSubject : struct, allows ref struct
    where TArgument : allows ref struct
{
    /// <returns>The number of the state that is still to be set; negative: <see cref="Handled"/>.</returns>
    static abstract int Handle(
        StatechartInstance<TState, TTrigger> instance, TSubject subject, TTrigger trigger, TArgument argument, bool isTry);
}

/// <summary>The results of a handler that leaves no state to be set.</summary>
internal static class Handled
{
    /// <summary>The trigger has been handled, and the state has been set.</summary>
    internal const int Done = -1;

    /// <summary>The trigger is unhandled.</summary>
    internal const int No = -2;
}

/// <summary>The address of a cell.</summary>
internal readonly ref struct CellReference<TState, TTrigger>(ref readonly Cell<TState, TTrigger> cell)
    where TState : notnull
    where TTrigger : notnull
{
    internal readonly ref readonly Cell<TState, TTrigger> Cell = ref cell;
}

/// <summary>A plan that was found before.</summary>
internal readonly struct PlanReference<TState, TTrigger>(Plan<TState, TTrigger> plan)
    where TState : notnull
    where TTrigger : notnull
{
    internal readonly Plan<TState, TTrigger> Plan = plan;
}

/// <summary>A plan whose actions take the trigger's parameter.</summary>
internal readonly struct PlanReference<TParameter>(ParameterPlan<TParameter> plan)
{
    internal readonly ParameterPlan<TParameter> Plan = plan;
}

/// <summary>Runs a cell, of any form but a dynamic one, for a trigger without a parameter, while nothing is special.</summary>
internal readonly struct QuickHandler<TState, TTrigger> : IHandler<TState, TTrigger, CellReference<TState, TTrigger>, Argument>
    where TState : notnull
    where TTrigger : notnull
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Handle(
        StatechartInstance<TState, TTrigger> instance,
        CellReference<TState, TTrigger> subject,
        TTrigger trigger,
        Argument argument,
        bool isTry)
    {
        ref readonly var cell = ref subject.Cell;
        int target;
        if (cell.Target == (int)CellForm.Sole)
        {
            target = cell.Condition is { } condition && !condition()
                ? instance.TakeOuter(in cell, trigger, isTry)
                : instance.Execute(in cell.Quick);
        }
        else if (cell.Alternatives is { } alternatives)
        {
            var found = Decision.Holding(alternatives, context: null, argument);
            target = found < 0 ? instance.TakeOuter(in cell, trigger, isTry) : instance.Execute(in alternatives[found].Quick);
        }
        else
        {
            target = instance.TakeSpecially(in cell, instance.FindPlan(in cell, trigger, argument), trigger, isTry);
        }

        return instance.Finish(target);
    }
}

/// <summary>Runs a dynamic cell while nothing is special.</summary>
internal readonly struct DynamicHandler<TState, TTrigger> : IHandler<TState, TTrigger, CellReference<TState, TTrigger>, Argument>
    where TState : notnull
    where TTrigger : notnull
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Handle(
        StatechartInstance<TState, TTrigger> instance,
        CellReference<TState, TTrigger> subject,
        TTrigger trigger,
        Argument argument,
        bool isTry)
    {
        ref readonly var cell = ref subject.Cell;
        var destination = cell.Choose();
        var number = instance.Chart.States.Of(destination);
        if ((uint)number < (uint)cell.PlainDestinations)
            return instance.Finish(number);

        var plan = Decision.Chosen(cell.Details.Levels[0][0], instance.Chart, destination);
        return instance.Finish(plan.Quick.Exists ? instance.Execute(plan.Quick) : instance.TakeSpecially(in cell, plan, trigger, isTry));
    }
}

/// <summary>Runs a plan whose actions take the trigger's parameter, while nothing is special.</summary>
/// <remarks>The parameter passes by value: its address would cost a store and a load that wait for each other.</remarks>
internal readonly struct ParameterHandler<TState, TTrigger, TParameter>
    : IHandler<TState, TTrigger, PlanReference<TParameter>, TParameter>
    where TState : notnull
    where TTrigger : notnull
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Handle(
        StatechartInstance<TState, TTrigger> instance,
        PlanReference<TParameter> subject,
        TTrigger trigger,
        TParameter argument,
        bool isTry)
    {
        instance.Execute(subject.Plan, argument);
        return instance.Finish(Handled.Done);
    }
}

/// <summary>Finds what a trigger does in the state that is read now, and executes it. Starts from the trigger's number.</summary>
internal readonly struct GeneralHandler<TState, TTrigger> : IHandler<TState, TTrigger, int, Argument>
    where TState : notnull
    where TTrigger : notnull
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Handle(StatechartInstance<TState, TTrigger> instance, int subject, TTrigger trigger, Argument argument, bool isTry)
    {
        instance.ReadState();
        ref readonly var cell = ref instance.CellOf(subject);
        return instance.Finish(instance.Take(in cell, instance.FindPlan(in cell, trigger, argument), trigger, argument, isTry));
    }
}

/// <summary>Finds what a trigger does, and keeps it. Starts from the trigger's number.</summary>
/// <remarks>Triggers that guards and selectors fire are handled after this one, or at once if this one is unhandled.</remarks>
internal readonly struct FindingHandler<TState, TTrigger> : IHandler<TState, TTrigger, int, Argument>
    where TState : notnull
    where TTrigger : notnull
{
    public static int Handle(StatechartInstance<TState, TTrigger> instance, int subject, TTrigger trigger, Argument argument, bool isTry)
    {
        instance.ReadState();
        var plan = instance.FindPlan(in instance.CellOf(subject), trigger, argument);
        instance.Keep(plan);
        return plan is null ? Handled.No : Handled.Done;
    }
}

/// <summary>Executes a plan that was found before.</summary>
internal readonly struct FoundHandler<TState, TTrigger> : IHandler<TState, TTrigger, PlanReference<TState, TTrigger>, Argument>
    where TState : notnull
    where TTrigger : notnull
{
    public static int Handle(
        StatechartInstance<TState, TTrigger> instance,
        PlanReference<TState, TTrigger> subject,
        TTrigger trigger,
        Argument argument,
        bool isTry) =>
        instance.Finish(instance.Take(in instance.Chart.Nothing, subject.Plan, trigger, argument, isTry));
}
