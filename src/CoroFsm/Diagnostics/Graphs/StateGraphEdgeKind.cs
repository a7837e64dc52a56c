namespace CoroFsm.Diagnostics;

/// <summary>Specifies the kind of a transition of a <see cref="StateGraph"/>.</summary>
public enum StateGraphEdgeKind
{
    /// <summary>The transition leads to another state.</summary>
    Transition,

    /// <summary>
    /// The trigger is handled without leaving the state. In an explored machine, the machine waits again at the same position.
    /// </summary>
    Internal,

    /// <summary>The state is left and entered again.</summary>
    Reentry,

    /// <summary>
    /// A selector chooses the destination. There is an edge for each possible destination, or one with an unknown destination.
    /// </summary>
    Dynamic,

    /// <summary>The trigger is ignored.</summary>
    Ignored,
}
