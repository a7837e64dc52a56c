namespace Echo;

/// <summary>How a load went.</summary>
/// <param name="Connections">How many connections were open.</param>
/// <param name="Lost">How many of them broke, or got something else than they had sent.</param>
/// <param name="Messages">How many messages came back.</param>
/// <param name="Elapsed">How long they took, all connections being open.</param>
/// <param name="FirstLoss">What the first lost connection died of.</param>
internal sealed record LoadResult(int Connections, int Lost, long Messages, TimeSpan Elapsed, string? FirstLoss)
{
    /// <summary>Gets the rate.</summary>
    internal double MessagesPerSecond => Messages / Elapsed.TotalSeconds;
}
