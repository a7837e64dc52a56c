namespace SaxToBus;

/// <summary>A feed that is asked again and again.</summary>
internal interface IPolledFeed : IDisposable
{
    /// <summary>Asks for the feed.</summary>
    /// <param name="read">Reads it; is not called if it is the same as last time.</param>
    /// <param name="cancellationToken">Ends the poll.</param>
    /// <returns>False if it is the same as last time.</returns>
    /// <exception cref="FaultException">The feed cannot be had; says why.</exception>
    Task<bool> PollAsync(Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken);
}
