using CoroFsm.Statecharts;

namespace CoroFsm.Diagnostics;

/// <summary>What a transition of a <see cref="StateGraph"/> does.</summary>
public enum StateGraphEdgeKind
{
    /// <summary>Goes to another state.</summary>
    Transition,

    /// <summary>Handles the trigger and stays. Of an explored machine: it waits again where it was.</summary>
    Internal,

    /// <summary>Leaves the state and enters it again.</summary>
    Reentry,

    /// <summary>Goes where a selector says: there is an edge for each state that it may name, or one that leads nowhere known.</summary>
    Dynamic,

    /// <summary>Does nothing.</summary>
    Ignored,
}
