namespace CoroFsm.Statecharts;

/// <summary>Represents work of a state that a host runs, independently of the type of its result.</summary>
internal interface IHostedWork
{
    /// <summary>Gets a value indicating whether the end of the work is expected.</summary>
    bool IsPending { get; }

    /// <summary>Ends the work. Has no effect if it is not pending.</summary>
    /// <param name="ended">The task, which is complete.</param>
    /// <param name="failure">The exception of the reaction to it; null if there was none.</param>
    /// <returns>False if the work was not pending.</returns>
    bool End(Task ended, out Exception? failure);
}
