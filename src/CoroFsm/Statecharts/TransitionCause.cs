namespace CoroFsm.Statecharts;

/// <summary>Specifies what causes a transition.</summary>
public enum TransitionCause
{
    /// <summary>A trigger.</summary>
    Trigger,

    /// <summary>Nothing: the transition is taken as soon as its guard holds (SCXML: an eventless transition).</summary>
    Always,

    /// <summary>Its source has completed (UML: a completion transition).</summary>
    Completed,

    /// <summary>Its source has been active for a certain time (UML: a time event).</summary>
    Timer,

    /// <summary>The machine starts, or ends, or enters the initial substates of a state.</summary>
    Initial,
}
