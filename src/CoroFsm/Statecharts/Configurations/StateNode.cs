namespace CoroFsm.Statecharts;

/// <summary>A state in the tree of a chart. Nodes are numbered in document order: a state, then its substates.</summary>
internal sealed class StateNode<TState, TTrigger>(StateModel<TState, TTrigger> model, int number, int index, int parent)
    where TState : notnull
    where TTrigger : notnull
{
    internal StateModel<TState, TTrigger> Model { get; } = model;

    /// <summary>Gets the number of the state in the chart.</summary>
    internal int Number { get; } = number;

    /// <summary>Gets the index in document order.</summary>
    internal int Index { get; } = index;

    /// <summary>Gets the index of the superstate; -1 if there is none.</summary>
    internal int Parent { get; } = parent;

    /// <summary>Gets or sets the index after that of the last descendant.</summary>
    internal int End { get; set; }

    /// <summary>Gets or sets the substates, without history pseudo-states.</summary>
    internal int[] Children { get; set; } = [];

    /// <summary>Gets or sets the first of the slots that its active leaves are in.</summary>
    internal int FirstSlot { get; set; }

    /// <summary>Gets or sets the number of leaves that can be active in it at a time.</summary>
    internal int SlotCount { get; set; } = 1;

    internal bool IsParallel => Model.IsParallel;

    internal bool IsFinal => Model.IsFinal;

    internal bool IsCompound => !IsParallel && Children.Length > 0;

    internal bool IsLeaf => Children.Length == 0;

    internal bool IsHistory => Model.Histories.Count > 0;

    internal bool IsDeep => Model.Histories[0].History is History.Deep;

    internal EntryModel<TState, TTrigger>[] Entries { get; } = [.. model.Entries];

    internal Effect<TState, TTrigger>[] Exits { get; } = [.. model.Exits];

    internal Effect<TState, TTrigger>[] Completions { get; } = [.. model.Completions];

    /// <summary>Gets or sets the initial transition of a compound state, or the default transition of a history pseudo-state.</summary>
    internal TransitionPlan<TState, TTrigger>? Default { get; set; }

    /// <summary>Gets or sets the history pseudo-states among the substates.</summary>
    internal int[] Histories { get; set; } = [];

    /// <summary>Gets or sets where the recorded leaves of a history pseudo-state begin.</summary>
    internal int Record { get; set; }

    /// <summary>Gets or sets the transitions that are taken when the state completes.</summary>
    internal TransitionLevel<TState, TTrigger>? Completed { get; set; }

    /// <summary>Gets or sets the transitions that are taken after a time, each with its level.</summary>
    internal TransitionLevel<TState, TTrigger>[] Timers { get; set; } = [];

    /// <summary>Gets or sets where the timers of the state begin among those of an instance.</summary>
    internal int FirstTimer { get; set; }

    /// <summary>Gets or sets a value indicating whether the state or a superstate has transitions that are always permitted.</summary>
    internal bool HasAlways { get; set; }

    /// <summary>Gets a value indicating whether nothing but the configuration changes when the state is entered or left.</summary>
    internal bool IsSilent =>
        Entries.Length == 0 && Exits.Length == 0 && Histories.Length == 0 && !IsFinal && !IsHistory && Timers.Length == 0
        && Model.Work.Count == 0 && (Default is null || Default.Effects.Length == 0);

    internal bool Contains(int other) => other > Index && other < End;

    internal bool IsOrContains(int other) => other >= Index && other < End;

    /// <inheritdoc/>
    public override string ToString() => DisplayText.Of(Model.State);
}
