using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <summary>
/// A way in which a trigger is handled. Static, so that the instance's wrapper is compiled for each without an indirect call.
/// </summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <typeparam name="TArgument">The type in which the trigger's parameter passes.</typeparam>
internal interface IHandler<TState, TTrigger, TArgument>
    where TState : notnull
    where TTrigger : notnull
    where TArgument : allows ref struct
{
    /// <param name="instance">The instance.</param>
    /// <param name="cell">The cell; for a handler that starts from the number, one that does nothing.</param>
    /// <param name="number">The number of the trigger.</param>
    /// <param name="trigger">The trigger.</param>
    /// <param name="argument">The parameter of the trigger.</param>
    /// <param name="isTry">Whether the policy for unhandled triggers is left out.</param>
    /// <returns>The number of the state that is still to be set; negative: <see cref="Handled"/>.</returns>
    static abstract int Handle(
        StatechartInstance<TState, TTrigger> instance,
        in Cell<TState, TTrigger> cell,
        int number,
        TTrigger trigger,
        TArgument argument,
        bool isTry);
}

/// <summary>The results of a handler that leaves no state to be set.</summary>
internal static class Handled
{
    /// <summary>The trigger has been handled, and the state has been set.</summary>
    internal const int Done = -1;

    /// <summary>The trigger is unhandled.</summary>
    internal const int No = -2;
}

/// <summary>Runs a cell, of any form but a dynamic one, for a trigger without a parameter, while nothing is special.</summary>
internal readonly struct QuickHandler<TState, TTrigger> : IHandler<TState, TTrigger, Argument>
    where TState : notnull
    where TTrigger : notnull
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Handle(
        StatechartInstance<TState, TTrigger> instance,
        in Cell<TState, TTrigger> cell,
        int number,
        TTrigger trigger,
        Argument argument,
        bool isTry)
    {
        instance.EnterPlainly();
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
internal readonly struct DynamicHandler<TState, TTrigger> : IHandler<TState, TTrigger, Argument>
    where TState : notnull
    where TTrigger : notnull
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Handle(
        StatechartInstance<TState, TTrigger> instance,
        in Cell<TState, TTrigger> cell,
        int number,
        TTrigger trigger,
        Argument argument,
        bool isTry)
    {
        instance.EnterPlainly();
        var destination = cell.Choose();
        var target = instance.Chart.States.Of(destination);
        if ((uint)target >= (uint)cell.PlainDestinations)
            target = instance.TakeChosen(in cell, destination, trigger, isTry);
        return instance.Finish(target);
    }
}

/// <summary>Runs a plan whose actions take the trigger's parameter, while nothing is special.</summary>
/// <remarks>The parameter passes by value: its address would cost a store and a load that wait for each other.</remarks>
internal readonly struct ParameterHandler<TState, TTrigger, TParameter> : IHandler<TState, TTrigger, TParameter>
    where TState : notnull
    where TTrigger : notnull
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Handle(
        StatechartInstance<TState, TTrigger> instance,
        in Cell<TState, TTrigger> cell,
        int number,
        TTrigger trigger,
        TParameter argument,
        bool isTry)
    {
        instance.EnterPlainly();
        instance.Execute(Unsafe.As<ParameterPlan<TParameter>>(cell.WithParameter!), argument);
        return instance.Finish(Handled.Done);
    }
}

/// <summary>Finds what a trigger does in the state that is read now, and executes it. Starts from the trigger's number.</summary>
internal readonly struct GeneralHandler<TState, TTrigger> : IHandler<TState, TTrigger, Argument>
    where TState : notnull
    where TTrigger : notnull
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Handle(
        StatechartInstance<TState, TTrigger> instance,
        in Cell<TState, TTrigger> cell,
        int number,
        TTrigger trigger,
        Argument argument,
        bool isTry) =>
        instance.Finish(instance.TakeNow(number, trigger, argument, isTry));
}

/// <summary>Finds what a trigger does, and keeps it. Starts from the trigger's number.</summary>
/// <remarks>Triggers that guards and selectors fire are handled after this one, or at once if this one is unhandled.</remarks>
internal readonly struct FindingHandler<TState, TTrigger> : IHandler<TState, TTrigger, Argument>
    where TState : notnull
    where TTrigger : notnull
{
    public static int Handle(
        StatechartInstance<TState, TTrigger> instance,
        in Cell<TState, TTrigger> cell,
        int number,
        TTrigger trigger,
        Argument argument,
        bool isTry)
    {
        var isFound = instance.Find(number, trigger, argument);
        return isFound ? Handled.Done : Handled.No;
    }
}

/// <summary>Executes a plan that was found before.</summary>
internal readonly struct FoundHandler<TState, TTrigger> : IHandler<TState, TTrigger, Argument>
    where TState : notnull
    where TTrigger : notnull
{
    public static int Handle(
        StatechartInstance<TState, TTrigger> instance,
        in Cell<TState, TTrigger> cell,
        int number,
        TTrigger trigger,
        Argument argument,
        bool isTry) =>
        instance.Finish(instance.TakeFound(in cell, trigger, argument, isTry));
}
