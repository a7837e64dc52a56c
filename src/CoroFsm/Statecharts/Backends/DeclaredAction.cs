namespace CoroFsm.Statecharts.Backends;

/// <summary>Represents an entry, exit or transition action of a chart as it was declared.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
public sealed class DeclaredAction<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly DeclaredChart<TState, TTrigger> chart;
    private readonly Effect<TState, TTrigger> effect;
    private readonly bool hasTrigger;
    private readonly TTrigger? trigger;

    /// <param name="chart">The chart.</param>
    /// <param name="effect">The action.</param>
    /// <param name="hasTrigger">Whether it runs for one trigger only. Only such an action can take a parameter.</param>
    /// <param name="trigger">That trigger.</param>
    internal DeclaredAction(
        DeclaredChart<TState, TTrigger> chart, Effect<TState, TTrigger> effect, bool hasTrigger = false, TTrigger? trigger = default)
    {
        this.chart = chart;
        this.effect = effect;
        this.hasTrigger = hasTrigger;
        this.trigger = trigger;
    }

    /// <summary>Gets the source code of the action, or its description.</summary>
    public string Text => effect.Text;

    /// <summary>
    /// Runs the action. One that was declared for a trigger, such as by <c>OnEntryFrom</c>, runs for that trigger only.
    /// </summary>
    /// <param name="transition">What the action can see: the transition, the machine, and the context.</param>
    /// <param name="occurrence">The trigger of the transition, with the value of its parameter.</param>
    /// <exception cref="ArgumentException">The parameter is missing, or of another type than the chart declares.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="transition"/> is the default value, or its context is not of the
    /// type that the action takes.</exception>
    /// <remarks>Throws what the action throws.</remarks>
    public void Run(Transition<TState, TTrigger> transition, TriggerOccurrence<TTrigger> occurrence)
    {
        var facts = transition.Facts;
        if (!hasTrigger)
            effect.Run(new(transition.Machine, transition.Context, facts, default));
        else if (chart.IsKindOf(facts.Trigger, trigger!))
            effect.Run(new(transition.Machine, transition.Context, facts, chart.ArgumentOf(trigger!, occurrence)));
    }

    /// <summary>Returns the text of the action.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text;
}
