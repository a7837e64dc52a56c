namespace CoroFsm.Statecharts;

/// <summary>Chooses the destination of a dynamic transition.</summary>
/// <param name="text">Its source code, or its description.</param>
internal abstract class Selector<TState>(string text)
{
    internal string Text { get; } = text;

    internal abstract TState Select(object? context, Argument argument);
}

/// <summary>A choice that takes nothing.</summary>
internal sealed class PlainSelector<TState>(Func<TState> choose, string text) : Selector<TState>(text)
{
    internal Func<TState> Choose { get; } = choose;

    internal override TState Select(object? context, Argument argument) => Choose();
}

/// <summary>A choice by the instance's context.</summary>
internal sealed class ContextSelector<TState, TContext>(Func<TContext, TState> choose, string text) : Selector<TState>(text)
{
    internal override TState Select(object? context, Argument argument) => choose(StatechartContext.As<TContext>(context));
}

/// <summary>A choice by the trigger's parameter.</summary>
internal sealed class ParameterSelector<TState, TParameter>(Func<TParameter, TState> choose, string text) : Selector<TState>(text)
{
    internal override TState Select(object? context, Argument argument) => choose(argument.Get<TParameter>());
}

/// <summary>A choice by the instance's context and the trigger's parameter.</summary>
internal sealed class ContextParameterSelector<TState, TContext, TParameter>(Func<TContext, TParameter, TState> choose, string text) : Selector<TState>(text)
{
    internal override TState Select(object? context, Argument argument) => choose(StatechartContext.As<TContext>(context), argument.Get<TParameter>());
}
