namespace CoroFsm.Statecharts;

/// <summary>A machine of another library, whose exceptions do not distinguish an unhandled trigger from a failed action.</summary>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
internal interface IForeignMachine<in TTrigger>
{
    /// <summary>Fires a trigger.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <returns>False if the machine threw because the trigger is unhandled. Throws what actions throw.</returns>
    bool IsHandled(TTrigger trigger);
}
