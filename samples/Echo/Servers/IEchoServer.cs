using System.Net;

namespace Echo;

/// <summary>Sends back what its clients send. Disposing of it closes all of its connections.</summary>
internal interface IEchoServer : IDisposable
{
    /// <summary>Gets where it listens.</summary>
    IPEndPoint EndPoint { get; }

    /// <summary>Gets how many connections it has accepted.</summary>
    int Accepted { get; }

    /// <summary>Gets a task that ends when the server does; it fails if the server cannot continue.</summary>
    Task Completion { get; }
}
