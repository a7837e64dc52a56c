namespace CoroFsm;

/// <summary>Represents work that a host runs, and whose end it gives to the machine that waits for it, between two turns.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
internal interface IExternalWork<in TResult>
{
    /// <summary>Gets the token, which is cancelled when nothing waits for the work any longer.</summary>
    CancellationToken Token { get; }

    /// <summary>Gets a value indicating whether the end of the work is expected.</summary>
    bool IsPending { get; }

    /// <summary>Ends the work with a result, and runs the turn of the machine. Has no effect if the work is not pending.</summary>
    /// <param name="result">The result.</param>
    /// <param name="failure">The first exception of the turn; null if there was none.</param>
    /// <returns>False if the work was not pending.</returns>
    bool Complete(TResult result, out Exception? failure);

    /// <summary>Ends the work with an exception, and runs the turn of the machine. Has no effect if the work is not pending.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="failure">The first exception of the turn; null if there was none.</param>
    /// <returns>False if the work was not pending.</returns>
    bool Fail(Exception exception, out Exception? failure);
}
