namespace CoroFsm.Statecharts;

/// <summary>An entry, exit or transition action, in one of seven forms by what it takes.</summary>
/// <param name="text">Its source code, or its description.</param>
internal abstract class Effect<TState, TTrigger>(string text)
    where TState : notnull
    where TTrigger : notnull
{
    internal string Text { get; } = text;

    /// <summary>Gets the action itself if it takes nothing, or only the trigger's parameter; otherwise null.</summary>
    internal virtual Delegate? Direct => null;

    internal abstract void Run(scoped in Occurrence<TState, TTrigger> occurrence);

    internal static Effect<TState, TTrigger> Of(Action action, string text)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new PlainEffect<TState, TTrigger>(action, text);
    }

    internal static Effect<TState, TTrigger> Of(Action<Transition<TState, TTrigger>> action, string text)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new TransitionEffect<TState, TTrigger>(action, text);
    }

    internal static Effect<TState, TTrigger> Of<TContext>(Action<TContext> action, string text)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new ContextEffect<TState, TTrigger, TContext>(action, text);
    }

    internal static Effect<TState, TTrigger> OfParameter<TParameter>(Action<TParameter> action, string text)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new ParameterEffect<TState, TTrigger, TParameter>(action, text);
    }

    internal static Effect<TState, TTrigger> Of<TContext>(Action<TContext, Transition<TState, TTrigger>> action, string text)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new ContextTransitionEffect<TState, TTrigger, TContext>(action, text);
    }

    internal static Effect<TState, TTrigger> OfParameter<TParameter>(Action<TParameter, Transition<TState, TTrigger>> action, string text)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new ParameterTransitionEffect<TState, TTrigger, TParameter>(action, text);
    }

    internal static Effect<TState, TTrigger> OfBoth<TContext, TParameter>(Action<TContext, TParameter> action, string text)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new ContextParameterEffect<TState, TTrigger, TContext, TParameter>(action, text);
    }
}

/// <summary>An action that takes nothing: the engine calls it directly.</summary>
internal sealed class PlainEffect<TState, TTrigger>(Action action, string text) : Effect<TState, TTrigger>(text)
    where TState : notnull
    where TTrigger : notnull
{
    internal Action Action { get; } = action;

    internal override Delegate Direct => Action;

    internal override void Run(scoped in Occurrence<TState, TTrigger> occurrence) => Action();
}

/// <summary>An action that takes the transition.</summary>
internal sealed class TransitionEffect<TState, TTrigger>(Action<Transition<TState, TTrigger>> action, string text)
    : Effect<TState, TTrigger>(text)
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
    internal override void Run(scoped in Occurrence<TState, TTrigger> occurrence) =>
        action(StatechartContext.As<TContext>(occurrence.Context));
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
internal sealed class ContextParameterEffect<TState, TTrigger, TContext, TParameter>(Action<TContext, TParameter> action, string text)
    : Effect<TState, TTrigger>(text)
    where TState : notnull
    where TTrigger : notnull
{
    internal override void Run(scoped in Occurrence<TState, TTrigger> occurrence) =>
        action(StatechartContext.As<TContext>(occurrence.Context), occurrence.Argument.Get<TParameter>());
}

/// <summary>An action that takes the instance's context and the transition.</summary>
internal sealed class ContextTransitionEffect<TState, TTrigger, TContext>(
    Action<TContext, Transition<TState, TTrigger>> action, string text)
    : Effect<TState, TTrigger>(text)
    where TState : notnull
    where TTrigger : notnull
{
    internal override void Run(scoped in Occurrence<TState, TTrigger> occurrence) =>
        action(StatechartContext.As<TContext>(occurrence.Context), occurrence.Transition);
}

/// <summary>An action that takes the trigger's parameter and the transition.</summary>
internal sealed class ParameterTransitionEffect<TState, TTrigger, TParameter>(
    Action<TParameter, Transition<TState, TTrigger>> action, string text)
    : Effect<TState, TTrigger>(text)
    where TState : notnull
    where TTrigger : notnull
{
    internal override void Run(scoped in Occurrence<TState, TTrigger> occurrence) =>
        action(occurrence.Argument.Get<TParameter>(), occurrence.Transition);
}
