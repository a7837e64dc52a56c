namespace CoroFsm.Statecharts;

/// <summary>Specifies which transition is taken when the guards of several transitions of one state hold for a trigger.</summary>
public enum TransitionOrder
{
    /// <summary>None: <see cref="AmbiguousTransitionException"/> is thrown. The guards must exclude each other, as in Stateless.</summary>
    Exclusive,

    /// <summary>The one that is declared first, as in SCXML. A transition without a guard is the last that can be taken.</summary>
    First,
}
