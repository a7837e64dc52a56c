namespace CoroFsm.Statecharts.Backends;

/// <summary>Specifies what a declared transition does.</summary>
public enum DeclaredTransitionKind
{
    /// <summary>Leads to another state. If the machine is already in the destination, does nothing.</summary>
    Permit,

    /// <summary>Leaves and enters the state that declares it.</summary>
    Reentry,

    /// <summary>Runs its actions and stays.</summary>
    Internal,

    /// <summary>Does nothing; the trigger counts as handled.</summary>
    Ignore,

    /// <summary>Leads to the state that its selector chooses. The current state is left and entered again if that is the choice.</summary>
    Dynamic,
}
