namespace CoroFsm.Statecharts;

/// <summary>The forms of a cell, shortest first: the first that fits is used (<see cref="Cell{TState, TTrigger}.FormOf"/>).</summary>
/// <remarks>
/// Negative, except for <see cref="Plain"/>: one number holds the target state of a plain cell and the form of any other.
/// </remarks>
internal enum CellForm
{
    /// <summary>The trigger sets a state and does nothing else: no guard, no selector, no action. <c>Fire</c> itself sets it.</summary>
    Plain = 0,

    /// <summary>
    /// The innermost state has one transition, without a selector, whose guard and actions take nothing: its actions run from the cell.
    /// </summary>
    Sole = -1,

    /// <summary>
    /// The innermost state has several transitions, without selectors, whose guards and actions take nothing: as <see cref="Sole"/>.
    /// </summary>
    Alternatives = -2,

    /// <summary>
    /// The innermost state has one transition, without a guard, whose selector takes nothing: the selector is called from the cell.
    /// </summary>
    Dynamic = -3,

    /// <summary>
    /// The innermost state has one transition, without guard and selector, whose actions take the trigger's parameter or nothing.
    /// </summary>
    Parameter = -4,

    /// <summary>
    /// All other cells, those that handle nothing included: the plan is found by <see cref="Decision"/>, and its steps run one by one.
    /// </summary>
    General = -5,
}
