namespace CoroFsm.Statecharts;

/// <summary>Whether a transition may be taken.</summary>
/// <param name="text">Its source code, or its description; empty: it has none.</param>
internal abstract class Guard(string text)
{
    internal string Text { get; } = string.IsNullOrWhiteSpace(text) ? "unnamed guard" : text;

    /// <summary>Gets a value indicating whether it cannot be evaluated without the trigger's parameter.</summary>
    internal virtual bool TakesParameter => false;

    internal abstract bool Holds(object? context, Argument argument);
}

/// <summary>A condition that takes nothing.</summary>
internal sealed class PlainGuard(Func<bool> condition, string text) : Guard(text)
{
    internal Func<bool> Condition { get; } = condition;

    internal override bool Holds(object? context, Argument argument) => Condition();
}

/// <summary>A condition on the instance's context.</summary>
internal sealed class ContextGuard<TContext>(Func<TContext, bool> condition, string text) : Guard(text)
{
    internal override bool Holds(object? context, Argument argument) => condition(StatechartContext.As<TContext>(context));
}

/// <summary>A condition on the trigger's parameter.</summary>
internal sealed class ParameterGuard<TParameter>(Func<TParameter, bool> condition, string text) : Guard(text)
{
    internal override bool TakesParameter => true;

    internal override bool Holds(object? context, Argument argument) => condition(argument.Get<TParameter>());
}

/// <summary>A condition on the instance's context and the trigger's parameter.</summary>
internal sealed class ContextParameterGuard<TContext, TParameter>(Func<TContext, TParameter, bool> condition, string text) : Guard(text)
{
    internal override bool TakesParameter => true;

    internal override bool Holds(object? context, Argument argument) => condition(StatechartContext.As<TContext>(context), argument.Get<TParameter>());
}

/// <summary>Several conditions that must all hold. All are evaluated, as all guards of a state are.</summary>
internal sealed class AllGuards(Guard[] guards) : Guard(string.Join(" and ", guards.Select(guard => guard.Text)))
{
    internal override bool TakesParameter => Array.Exists(guards, guard => guard.TakesParameter);

    internal override bool Holds(object? context, Argument argument)
    {
        var all = true;
        foreach (var guard in guards)
            all &= guard.Holds(context, argument);
        return all;
    }
}
