using System.Net;

namespace Echo;

/// <summary>What a load does.</summary>
/// <param name="EndPoint">The server.</param>
/// <param name="Connections">How many connections are open at the same time.</param>
/// <param name="Messages">How many messages each sends, the next after the answer.</param>
/// <param name="Size">How long a message is, in bytes.</param>
/// <param name="Hold">How long the connections stay open after that, silent.</param>
internal sealed record LoadOptions(IPEndPoint EndPoint, int Connections, int Messages, int Size, TimeSpan Hold)
{
    /// <summary>Gets the SHA-256 fingerprint of the server's certificate; null: the load does not use TLS.</summary>
    internal string? Fingerprint { get; init; }
}
