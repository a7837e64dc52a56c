using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <summary>Actions that run one after the other.</summary>
/// <remarks>Mostly there is one, which is called without a loop. A multicast delegate takes twice as long for several.</remarks>
internal readonly struct ActionList
{
    /// <summary>The only one, or an array of them; null if there are none.</summary>
    private readonly object? actions;

    internal ActionList(Action[] actions) => this.actions = actions switch
    {
        [] => null,
        [var only] => only,
        _ => actions,
    };

    internal bool IsEmpty => actions is null;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Run()
    {
        if (actions is Action only)
        {
            only();
        }
        else if (actions is not null)
        {
            foreach (var action in Unsafe.As<Action[]>(actions))
                action();
        }
    }
}

/// <summary>Actions with a parameter that run one after the other.</summary>
internal readonly struct ActionList<TParameter>
{
    private readonly object? actions;

    internal ActionList(Action<TParameter>[] actions) => this.actions = actions switch
    {
        [] => null,
        [var only] => only,
        _ => actions,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Run(TParameter parameter)
    {
        if (actions is Action<TParameter> only)
        {
            only(parameter);
        }
        else if (actions is not null)
        {
            foreach (var action in Unsafe.As<Action<TParameter>[]>(actions))
                action(parameter);
        }
    }
}
