using System.Net.Sockets;

namespace SaxToBus;

/// <summary>A feed that a server sends over TCP: <c>tcp://host:port</c>.</summary>
internal static class TcpFeed
{
    /// <summary>What the address begins with.</summary>
    public const string Scheme = "tcp://";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Determines whether the command-line argument is an address.</summary>
    public static bool IsAddress(string file) => file.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Connects.</summary>
    /// <param name="address">The address.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>What the other side sends.</returns>
    /// <exception cref="FaultException">The address is malformed, or no server answers there.</exception>
    /// <exception cref="OperationCanceledException">The attempt was ended.</exception>
    public static Stream Open(string address, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || uri.Port is < 1 or > 65535
            || uri.Host.Length == 0
            || uri.UserInfo.Length > 0
            || uri.PathAndQuery.Length > 1
            || uri.Fragment.Length > 0)
        {
            throw new FaultException(
                $"{WebAddress.Shown(address)}: this is no address; expected is {Scheme}host:port, such as {Scheme}localhost:5000");
        }

        var client = new TcpClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ConnectTimeout);
        try
        {
            client.ConnectAsync(uri.IdnHost, uri.Port, patience.Token).AsTask().GetAwaiter().GetResult();
            return client.GetStream();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            client.Dispose();
            throw new FaultException($"{address}: no answer within {ConnectTimeout.TotalSeconds:0} s");
        }
        catch (SocketException error)
        {
            client.Dispose();
            throw new FaultException($"{address}: {error.Message}", error);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
