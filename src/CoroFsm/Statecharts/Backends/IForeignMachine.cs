namespace CoroFsm.Statecharts.Backends;

/// <summary>
/// Represents a machine of another library, whose exceptions do not distinguish an unhandled trigger from a failed action. A backend that
/// adapts such machines to <see cref="IStateMachine{TState, TTrigger}"/> implements both, so that they can be explored and compared.
/// </summary>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
public interface IForeignMachine<in TTrigger>
    where TTrigger : notnull
{
    /// <summary>Fires a trigger, and reports whether the machine handles it.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <returns>False if the machine threw because the trigger is unhandled.</returns>
    /// <remarks>Throws what actions throw.</remarks>
    bool Handle(TTrigger trigger);
}
