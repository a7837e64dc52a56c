using System.Net.Sockets;

namespace CoroFsm.Networking;

/// <summary>Represents the reusable arguments of one direction of a socket.</summary>
internal sealed class SocketArgs(Action<SocketArgs> end) : SocketAsyncEventArgs(true)
{
    /// <summary>Gets the error of the operation.</summary>
    internal Exception? Error => ErrorOf(SocketError);

    internal static Exception? ErrorOf(SocketError error) => error switch
    {
        SocketError.Success => null,
        SocketError.OperationAborted or SocketError.Interrupted => NetworkOperation.Closed("socket"),
        _ => new SocketException((int)error),
    };

    protected override void OnCompleted(SocketAsyncEventArgs e) => end(this);
}
