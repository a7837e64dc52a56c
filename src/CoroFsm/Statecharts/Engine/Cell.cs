using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CoroFsm.Statecharts;

/// <summary>Describes the effect of one trigger in one state: the state's own transitions, then those of each superstate.</summary>
/// <remarks>
/// A struct of 64 bytes in an array: its address is found by a shift, and it lies in one or two cache lines. The next trigger cannot
/// start before the state is known, so each instruction between the state and the next one counts.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Cell<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    /// <summary>The state to set if the form is <see cref="CellForm.Plain"/>; otherwise the form.</summary>
    internal readonly int Target;

    /// <summary>
    /// For <see cref="CellForm.Dynamic"/>: the number of states that it can choose and set without an action. All or none.
    /// </summary>
    internal readonly int PlainDestinations;

    /// <summary>For <see cref="CellForm.Sole"/>: what the transition does.</summary>
    internal readonly QuickPlan Quick;

    /// <summary>For <see cref="CellForm.Alternatives"/>: the transitions; otherwise null.</summary>
    internal readonly Alternative<TState, TTrigger>[]? Alternatives;

    /// <summary>For <see cref="CellForm.Parameter"/>: what the transition does; otherwise null.</summary>
    internal readonly ParameterPlan? WithParameter;

    internal readonly CellDetails<TState, TTrigger> Details;

    /// <summary>For <see cref="CellForm.Sole"/>: the guard, or null. For <see cref="CellForm.Dynamic"/>: the selector.</summary>
    private readonly Delegate? question;

    internal Cell(Branch<TState, TTrigger>[][] levels, ParameterType? parameter)
    {
        Details = new(levels, parameter is not null);
        var innermost = levels is [var first, ..] ? first : [];
        var form = FormOf(innermost, parameter);
        Target = (int)form;
        switch (form)
        {
            case CellForm.Plain:
                Target = innermost[0].Plan!.PlainTarget;
                break;
            case CellForm.Sole:
                question = innermost[0].Condition;
                Quick = innermost[0].Plan!.Quick;
                break;
            case CellForm.Alternatives:
                Alternatives = [.. innermost.Select(branch => new Alternative<TState, TTrigger>(branch))];
                break;
            case CellForm.Dynamic:
                question = innermost[0].Choose;
                PlainDestinations = innermost[0].Destinations.PlainCount;
                break;
            case CellForm.Parameter:
                WithParameter = PlanOf(innermost[0], parameter);
                break;
        }
    }

    /// <summary>Gets the guard of a <see cref="CellForm.Sole"/> cell; null if it has none.</summary>
    internal Func<bool>? Condition => Unsafe.As<Func<bool>>(question);

    /// <summary>Gets the selector of a <see cref="CellForm.Dynamic"/> cell.</summary>
    internal Func<TState> Choose => Unsafe.As<Func<TState>>(question)!;

    /// <summary>Selects the form. The rules of the table in <see cref="CellForm"/>, in its order.</summary>
    internal static CellForm FormOf(Branch<TState, TTrigger>[] innermost, ParameterType? parameter) => innermost switch
    {
        [{ IsUnconditional: true, Plan.PlainTarget: >= 0 }] => CellForm.Plain,
        [{ IsQuick: true }] => CellForm.Sole,
        [_, _, ..] when Array.TrueForAll(innermost, branch => branch is { IsQuick: true, Condition: not null }) => CellForm.Alternatives,
        [{ Guard: null, Choose: not null }] when parameter is null => CellForm.Dynamic,
        [{ IsUnconditional: true } only] when PlanOf(only, parameter) is not null => CellForm.Parameter,
        _ => CellForm.General,
    };

    private static ParameterPlan? PlanOf(Branch<TState, TTrigger> branch, ParameterType? parameter) =>
        parameter?.PlanOf(branch.Plan!.Quiet);
}

/// <summary>The parts of a cell that only its <see cref="CellForm.General"/> form needs.</summary>
internal sealed class CellDetails<TState, TTrigger>(Branch<TState, TTrigger>[][] levels, bool needsParameter)
    where TState : notnull
    where TTrigger : notnull
{
    /// <summary>Gets a value indicating whether the trigger carries a parameter.</summary>
    internal bool NeedsParameter { get; } = needsParameter;

    /// <summary>Gets the transitions, those of the innermost state first.</summary>
    internal Branch<TState, TTrigger>[][] Levels { get; } = levels;

    /// <summary>Gets what is done if no guard and no selector has to be called; otherwise null.</summary>
    internal Plan<TState, TTrigger>? Always { get; } = levels is [[{ IsUnconditional: true } only], ..] ? only.Plan : null;
}
