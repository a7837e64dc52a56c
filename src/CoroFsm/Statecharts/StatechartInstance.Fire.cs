using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <content>Firing.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    /// <inheritdoc/>
    public void Fire(TTrigger trigger)
    {
        var number = chart.Triggers.Of(trigger);
        if (mode != 0 || (uint)number >= (uint)chart.Triggers.Count)
        {
            FireSpecially(trigger, isTry: false);
            return;
        }

        var cell = cells[(state * chart.Triggers.Count) + number];
        var target = cell.PlainTarget;
        if (target >= 0)
            state = target;
        else
            Handle(cell, cell.Always, trigger, default, isTry: false);
    }

    /// <inheritdoc/>
    public bool TryFire(TTrigger trigger)
    {
        var number = chart.Triggers.Of(trigger);
        if (mode != 0 || (uint)number >= (uint)chart.Triggers.Count)
            return FireSpecially(trigger, isTry: true);

        var cell = cells[(state * chart.Triggers.Count) + number];
        var target = cell.PlainTarget;
        if (target < 0)
            return Handle(cell, cell.Always, trigger, default, isTry: true);

        state = target;
        return true;
    }

    /// <inheritdoc/>
    public void Fire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) => Fire(trigger.Trigger, ref parameter, isTry: false);

    /// <inheritdoc/>
    public bool TryFire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) => Fire(trigger.Trigger, ref parameter, isTry: true);

    private bool Fire<TParameter>(TTrigger trigger, ref TParameter parameter, bool isTry)
    {
        var number = chart.TriggerOf(trigger);
        var argument = ArgumentOf(number, trigger, ref parameter);
        if ((mode & Firing) == 0)
        {
            ReadState();
            var cell = CellOf(number);
            return Handle(cell, cell.Always, trigger, argument, isTry);
        }

        Enqueue(new(Lasting.Of(trigger), argument.IsPresent ? new QueuedArgument<TParameter>(Lasting.Of(parameter)) : null, isTry));
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool FireSpecially(TTrigger trigger, bool isTry)
    {
        var number = chart.TriggerOf(trigger);
        if ((mode & Firing) == 0)
        {
            ReadState();
            var cell = CellOf(number);
            return Handle(cell, cell.Always, trigger, default, isTry);
        }

        if (number >= 0 && chart.Parameters[number] is not null)
            throw NeedsParameter(trigger);
        Enqueue(new(Lasting.Of(trigger), null, isTry));
        return true;
    }

    /// <summary>Handles a trigger, and then all that are queued meanwhile.</summary>
    /// <returns>False if nothing handled it.</returns>
    private bool Handle(Cell<TState, TTrigger> cell, Plan<TState, TTrigger>? plan, TTrigger trigger, Argument argument, bool isTry)
    {
        mode |= Firing;
        try
        {
            var isHandled = Take(cell, plan, trigger, argument, isTry);
            if ((mode & Backlogged) != 0)
                Drain();
            mode &= ~Firing;
            return isHandled;
        }
        catch (Exception error)
        {
            Abandon(error);
            throw;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Take(Cell<TState, TTrigger> cell, Plan<TState, TTrigger>? plan, TTrigger trigger, Argument argument, bool isTry)
    {
        if (cell.NeedsParameter && !argument.IsPresent)
            throw NeedsParameter(trigger);

        plan ??= Decision.Find(cell, chart, Context, argument);
        if (plan is null)
        {
            if (!isTry)
                Refuse(cell, trigger, argument);
            return false;
        }

        var before = state;
        Execute(plan, argument);
        if ((mode & Deferring) != 0 && state != before)
            Recall();
        return true;
    }

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
            else
                ExecuteSpecially(in step, argument);
        }
    }

    private void ExecuteSpecially(in Step<TState, TTrigger> step, Argument argument)
    {
        if (step.Kind is StepKind.Effect)
            Unsafe.As<Effect<TState, TTrigger>>(step.Target!).Run(new(this, Context, step.Facts, argument));
        else if (step.Kind is StepKind.Transitioned)
            observer!.OnTransitioned(new(step.Facts, this, Context));
        else
            observer!.OnTransitionCompleted(new(step.Facts, this, Context));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetState(int number)
    {
        state = number;
        if ((mode & Stored) != 0)
            reserve!.Storage!.Set(chart.States[number]);
    }
}
