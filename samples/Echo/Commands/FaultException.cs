using System.Net.Sockets;

namespace Echo;

/// <summary>What the user gets to read in one line, and can do something about.</summary>
internal sealed class FaultException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Creates an exception that describes a failed socket operation and its cure.</summary>
    internal static FaultException Of(string what, SocketException error) => new(
        $"{what}: {error.Message}. " + error.SocketErrorCode switch
        {
            SocketError.TooManyOpenSockets =>
                "The limit of open files is too low: raise it in this shell (ulimit -n 20000), or ask for fewer --connections.",
            SocketError.ConnectionRefused => "No server listens there: start one with \"Echo serve\" first.",
            SocketError.AddressNotAvailable =>
                "No local port is free: wait a minute, until those of earlier runs are given back, or ask for fewer --connections.",
            _ => "Try again, or ask for fewer --connections.",
        },
        error);

    /// <summary>Says that a server has as many connections as the limit of open files allows.</summary>
    internal static FaultException Full(int capacity) =>
        new($"{capacity} connections are open, and the limit of open files allows no more. " +
            "Raise it in this shell (ulimit -n 20000) and start the server again.");
}
