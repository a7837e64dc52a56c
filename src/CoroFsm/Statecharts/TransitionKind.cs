namespace CoroFsm.Statecharts;

/// <summary>Specifies what a transition does.</summary>
public enum TransitionKind
{
    /// <summary>Leads to another state. In a plain chart, does nothing if the machine is already in the destination.</summary>
    Permit,

    /// <summary>Leaves and enters the state that declares it.</summary>
    Reentry,

    /// <summary>
    /// Runs its actions and stays. In the graph of an explored machine, the machine waits again at the same position.
    /// </summary>
    Internal,

    /// <summary>Does nothing; the trigger counts as handled.</summary>
    Ignore,

    /// <summary>Leads to the state that its selector chooses. The current state is left and entered again if that is the choice.</summary>
    Dynamic,
}
