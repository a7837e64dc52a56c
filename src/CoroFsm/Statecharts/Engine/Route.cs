namespace CoroFsm.Statecharts;

/// <summary>Collects the steps of a transition.</summary>
internal sealed class Route<TState, TTrigger>(TransitionFacts<TState, TTrigger> facts)
    where TState : notnull
    where TTrigger : notnull
{
    internal List<Step<TState, TTrigger>> Steps { get; } = [];

    /// <summary>Gets or sets the facts that the actions of the next steps get.</summary>
    internal TransitionFacts<TState, TTrigger> Facts { get; set; } = facts;

    internal void Run(IEnumerable<Effect<TState, TTrigger>> effects, StepPart part)
    {
        foreach (var effect in effects)
        {
            Steps.Add(effect is PlainEffect<TState, TTrigger> plain
                ? new(StepKind.Call, part, 0, plain.Action, Facts)
                : new(StepKind.Effect, part, 0, effect, Facts));
        }
    }

    internal void Set(int state) => Steps.Add(new(StepKind.SetState, StepPart.Step, state, null, Facts));

    internal void Notify(StepKind kind) => Steps.Add(new(kind, StepPart.Step, 0, null, Facts));
}
