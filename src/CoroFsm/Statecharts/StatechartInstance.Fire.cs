using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <content>Firing.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    /// <inheritdoc/>
    public void Fire(TTrigger trigger)
    {
        var number = chart.Triggers.Of(trigger);
        if (mode != 0 || (uint)number >= (uint)chart.TriggerCount)
        {
            FireSpecially(trigger, isTry: false);
            return;
        }

        var cell = chart.Cells[chart.CellOf(state, number)];
        var target = cell.PlainTarget;
        if (target >= 0)
            state = target;
        else
            HandleQuickly(cell, trigger, isTry: false);
    }

    /// <inheritdoc/>
    public bool TryFire(TTrigger trigger)
    {
        var number = chart.Triggers.Of(trigger);
        if (mode != 0 || (uint)number >= (uint)chart.TriggerCount)
            return FireSpecially(trigger, isTry: true);

        var cell = chart.Cells[chart.CellOf(state, number)];
        var target = cell.PlainTarget;
        if (target < 0)
            return HandleQuickly(cell, trigger, isTry: true);

        state = target;
        return true;
    }

    /// <inheritdoc/>
    public void Fire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) => Fire(trigger.Trigger, ref parameter, isTry: false);

    /// <inheritdoc/>
    public bool TryFire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) => Fire(trigger.Trigger, ref parameter, isTry: true);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Fire<TParameter>(TTrigger trigger, ref TParameter parameter, bool isTry)
    {
        var number = chart.TriggerOf(trigger);
        var argument = ArgumentOf(number, trigger, ref parameter);
        if ((mode & Firing) == 0)
        {
            ReadState();
            var cell = CellOf(number);
            return Handle(cell, trigger, argument, isTry);
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
            return Handle(cell, trigger, default, isTry);
        }

        if (number >= 0 && chart.Parameters[number] is not null)
            throw NeedsParameter(trigger);
        Enqueue(new(Lasting.Of(trigger), null, isTry));
        return true;
    }

    /// <summary>Handles a trigger without a parameter where nothing is special, and then all that are queued meanwhile.</summary>
    /// <returns>False if nothing handled it.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HandleQuickly(Cell<TState, TTrigger> cell, TTrigger trigger, bool isTry)
    {
        mode = Firing;
        try
        {
            var isHandled = true;
            ref readonly var quick = ref cell.Quick;
            if (!quick.Exists)
                quick = ref Choose(cell, trigger, isTry, ref isHandled);
            if (quick.Exists)
            {
                foreach (var action in quick.Before!)
                    action();
                if (quick.Target >= 0)
                    state = quick.Target;
                foreach (var action in quick.After!)
                    action();
            }

            return Finish(isHandled);
        }
        catch (Exception error)
        {
            Abandon(error);
            throw;
        }
    }

    /// <summary>Asks guards or a selector what is to be done; what has no quick form is done at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly QuickPlan Choose(Cell<TState, TTrigger> cell, TTrigger trigger, bool isTry, scoped ref bool isHandled)
    {
        if (cell.Alternatives is { } alternatives)
        {
            var found = -1;
            for (var i = 0; i < alternatives.Length; i++)
            {
                if (!alternatives[i].Condition())
                    continue;
                if (found >= 0)
                    throw Decision.Ambiguous(cell.Levels[0][found], cell.Levels[0][i]);
                found = i;
            }

            if (found >= 0)
                return ref alternatives[found].Quick;
            isHandled = TakeSpecially(cell, Decision.Find(cell, chart, Context, default, firstLevel: 1), trigger, isTry);
        }
        else if (cell.Choose is { } choose)
        {
            var destination = choose();
            var number = chart.States.Of(destination);
            if ((uint)number < (uint)cell.ByDestination.Length && cell.ByDestination[number].Exists)
                return ref cell.ByDestination[number];
            TakeSpecially(cell, Decision.Chosen(cell.Levels[0][0], chart, destination), trigger, isTry);
        }
        else
        {
            isHandled = TakeSpecially(cell, FindPlan(cell, trigger, default), trigger, isTry);
        }

        return ref chart.Nothing.Quick;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Plan<TState, TTrigger>? FindPlan(Cell<TState, TTrigger> cell, TTrigger trigger, Argument argument) => cell.NeedsParameter && !argument.IsPresent
        ? throw NeedsParameter(trigger)
        : cell.Always ?? Decision.Find(cell, chart, Context, argument);

    /// <summary>Handles a trigger, and then all that are queued meanwhile.</summary>
    /// <returns>False if nothing handled it.</returns>
    private bool Handle(Cell<TState, TTrigger> cell, TTrigger trigger, Argument argument, bool isTry)
    {
        mode |= Firing;
        try
        {
            return Finish(Take(cell, FindPlan(cell, trigger, argument), trigger, argument, isTry));
        }
        catch (Exception error)
        {
            Abandon(error);
            throw;
        }
    }

    /// <summary>Does what has been found to be done, and then all that is queued meanwhile.</summary>
    private void Handle(Plan<TState, TTrigger> plan, TTrigger trigger)
    {
        mode |= Firing;
        try
        {
            Finish(Take(chart.Nothing, plan, trigger, default, isTry: false));
        }
        catch (Exception error)
        {
            Abandon(error);
            throw;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Finish(bool isHandled)
    {
        if ((mode & Backlogged) != 0)
            Drain();
        mode &= ~Firing;
        return isHandled;
    }

    /// <summary>Does what is to be done about a trigger; null: nothing handles it.</summary>
    /// <returns>False if nothing handled it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Take(Cell<TState, TTrigger> cell, Plan<TState, TTrigger>? plan, TTrigger trigger, Argument argument, bool isTry)
    {
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TakeSpecially(Cell<TState, TTrigger> cell, Plan<TState, TTrigger>? plan, TTrigger trigger, bool isTry) => Take(cell, plan, trigger, default, isTry);

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
