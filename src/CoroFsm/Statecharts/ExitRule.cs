namespace CoroFsm.Statecharts;

/// <summary>Specifies from which state the states that a transition leaves are counted.</summary>
public enum ExitRule
{
    /// <summary>
    /// From the current state, as Stateless does: a transition never leaves a state that contains both the current state and the
    /// destination, or is one of them. Only for charts that Stateless could run.
    /// </summary>
    FromCurrentState,

    /// <summary>
    /// From the state that declares the transition, as in UML and SCXML. A transition to a substate of that state leaves all that is
    /// active within the state, but not the state itself, unless <c>Reenter</c> is declared. A transition to a superstate leaves that
    /// superstate and enters it again.
    /// </summary>
    FromSource,
}
