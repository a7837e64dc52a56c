namespace CoroFsm.Statecharts.Backends;

/// <summary>
/// Represents a machine of another library, whose exceptions do not distinguish an unhandled trigger from a failed action. A backend whose
/// machines implement <see cref="IStateMachine{TState, TTrigger}"/> for such a library implements this interface, too, so that
/// <c>CoroFsm.Testing.Equivalence</c> can explore and compare them.
/// </summary>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
public interface IForeignMachine<in TTrigger>
    where TTrigger : notnull
{
    /// <summary>Fires a trigger, and reports whether the machine handles it.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <returns>False if the machine threw because the trigger is unhandled.</returns>
    /// <remarks>Exceptions of the actions are thrown.</remarks>
    bool Handle(TTrigger trigger);
}
