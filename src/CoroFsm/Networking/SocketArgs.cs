using System.Net.Sockets;

namespace CoroFsm.Networking;

/// <summary>One direction of a socket, as .NET sees it: used again and again.</summary>
internal sealed class SocketArgs(Action<SocketArgs> end) : SocketAsyncEventArgs(true)
{
    /// <summary>Gets what the operation has failed with.</summary>
    internal Exception? Error => ErrorOf(SocketError);

    internal static Exception? ErrorOf(SocketError error) => error switch
    {
        SocketError.Success => null,
        SocketError.OperationAborted or SocketError.Interrupted => NetworkOperation.Closed("socket"),
        _ => new SocketException((int)error),
    };

    protected override void OnCompleted(SocketAsyncEventArgs e) => end(this);
}
