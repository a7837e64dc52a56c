using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>Firing: selects the way in which a trigger is handled.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    /// <inheritdoc/>
    public void Fire(TTrigger trigger) => Fire(trigger, isTry: false);

    /// <inheritdoc/>
    public bool TryFire(TTrigger trigger) => Fire(trigger, isTry: true);

    /// <inheritdoc/>
    public void Fire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) =>
        Fire(trigger.Trigger, ref parameter, isTry: false);

    /// <inheritdoc/>
    public bool TryFire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) =>
        Fire(trigger.Trigger, ref parameter, isTry: true);

    /// <summary>Handles a trigger without a parameter.</summary>
    /// <returns>False if it is unhandled.</returns>
    /// <remarks>Stores the state where it loads it: the same base register lets the processor forward the store to the next load.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Fire(TTrigger trigger, bool isTry)
    {
        var number = chart.Triggers.Of(trigger);
        var cells = chart.Cells;
        if (!mode.IsPlain || (uint)number >= (uint)cells.Length)
            return FireSpecially(trigger, default, isTry);

        ref readonly var cell = ref cells[number][state];
        var target = cell.Target;
        if (target < 0)
        {
            target = target == (int)CellForm.Dynamic
                ? Handle<DynamicHandler<TState, TTrigger>, Argument>(in cell, number, trigger, default, isTry)
                : Handle<QuickHandler<TState, TTrigger>, Argument>(in cell, number, trigger, default, isTry);
        }

        if (target >= 0)
            state = target;
        return target != Handled.No;
    }

    /// <summary>Handles a trigger with a parameter.</summary>
    /// <returns>False if it is unhandled.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Fire<TParameter>(TTrigger trigger, ref TParameter parameter, bool isTry)
    {
        var number = chart.Triggers.Of(trigger);
        var cells = chart.Cells;
        if (!mode.IsPlain || (uint)number >= (uint)cells.Length)
            return FireSpecially(trigger, chart.ArgumentOf(trigger, ref parameter), isTry);

        ref readonly var cell = ref cells[number][state];
        if (cell.WithParameter is not ParameterPlan<TParameter>)
            return FireSpecially(trigger, chart.ArgumentOf(trigger, ref parameter), isTry);

        Handle<ParameterHandler<TState, TTrigger, TParameter>, TParameter>(in cell, number, trigger, parameter, isTry);
        return true;
    }

    /// <summary>Handles a trigger that an event of a coded machine stands for.</summary>
    /// <returns>False if it is unhandled.</returns>
    internal bool Fire(TriggerOccurrence<TTrigger> occurrence, bool isTry)
    {
        var argument = chart.ArgumentOf(occurrence);
        return argument.IsPresent ? FireSpecially(occurrence.Trigger, argument, isTry) : Fire(occurrence.Trigger, isTry);
    }

    /// <summary>Handles a trigger where a short form does not apply; queues it while another trigger is handled.</summary>
    /// <returns>False if it is unhandled.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool FireSpecially(TTrigger trigger, Argument argument, bool isTry)
    {
        var number = chart.TriggerOf(trigger);
        return IsInterpreted ? this.FireInterpreted(number, trigger, argument, isTry) : FireOrQueue(number, trigger, argument, isTry);
    }

    /// <summary>Handles a trigger, or queues it while another one is handled.</summary>
    internal bool FireOrQueue(int number, TTrigger trigger, Argument argument, bool isTry)
    {
        if (!mode.IsFiring)
        {
            Enter(trigger);
            return Handle<GeneralHandler<TState, TTrigger>, Argument>(in chart.Nothing, number, trigger, argument, isTry) != Handled.No;
        }

        if (!argument.IsPresent && number >= 0 && chart.Parameters[number] is not null)
            throw MissingParameter.Of(trigger);
        Enqueue(new(Lasting.Of(trigger), chart.Keep(trigger, argument), isTry));
        return true;
    }
}
