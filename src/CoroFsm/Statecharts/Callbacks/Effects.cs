namespace CoroFsm.Statecharts;

/// <summary>An entry, exit or transition action.</summary>
/// <param name="text">Its source code, or its description.</param>
internal abstract class Effect<TState, TTrigger>(string text)
    where TState : notnull
    where TTrigger : notnull
{
    internal string Text { get; } = text;

    /// <summary>Gets the action itself, if it takes nothing but the trigger's parameter, or that neither; otherwise null.</summary>
    internal virtual Delegate? Direct => null;

    internal abstract void Run(scoped in Occurrence<TState, TTrigger> occurrence);
}

/// <summary>An action that takes nothing: the engine calls it without this detour.</summary>
internal sealed class PlainEffect<TState, TTrigger>(Action action, string text) : Effect<TState, TTrigger>(text)
    where TState : notnull
    where TTrigger : notnull
{
    internal Action Action { get; } = action;

    internal override Delegate Direct => Action;

    internal override void Run(scoped in Occurrence<TState, TTrigger> occurrence) => Action();
}

/// <summary>An action that takes the transition.</summary>
internal sealed class TransitionEffect<TState, TTrigger>(Action<Transition<TState, TTrigger>> action, string text) : Effect<TState, TTrigger>(text)
    where TState : notnull
    where TTrigger : notnull
{
    internal override void Run(scoped in Occurrence<TState, TTrigger> occurrence) => action(occurrence.Transition);
}

/// <summary>An action that takes the instance's context.</summary>
internal sealed class ContextEffect<TState, TTrigger, TContext>(Action<TContext> action, string text) : Effect<TState, TTrigger>(text)
    where TState : notnull
    where TTrigger : notnull
{
    internal override void Run(scoped in Occurrence<TState, TTrigger> occurrence) => action(StatechartContext.As<TContext>(occurrence.Context));
}

/// <summary>An action that takes the trigger's parameter.</summary>
internal sealed class ParameterEffect<TState, TTrigger, TParameter>(Action<TParameter> action, string text) : Effect<TState, TTrigger>(text)
    where TState : notnull
    where TTrigger : notnull
{
    internal override Delegate Direct => action;

    internal override void Run(scoped in Occurrence<TState, TTrigger> occurrence) => action(occurrence.Argument.Get<TParameter>());
}

/// <summary>An action that takes the instance's context and the trigger's parameter.</summary>
internal sealed class ContextParameterEffect<TState, TTrigger, TContext, TParameter>(Action<TContext, TParameter> action, string text) : Effect<TState, TTrigger>(text)
    where TState : notnull
    where TTrigger : notnull
{
    internal override void Run(scoped in Occurrence<TState, TTrigger> occurrence) =>
        action(StatechartContext.As<TContext>(occurrence.Context), occurrence.Argument.Get<TParameter>());
}
