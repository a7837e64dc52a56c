namespace CoroFsm.Statecharts;

/// <summary>A machine of another library, whose exceptions do not tell that nothing handles a trigger from what an action throws.</summary>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
internal interface IForeignMachine<in TTrigger>
{
    /// <summary>Fires.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <returns>False if the machine threw because nothing handles it. What actions throw comes out.</returns>
    bool IsHandled(TTrigger trigger);
}
