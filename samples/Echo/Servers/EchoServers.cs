using System.Net;
using System.Net.Sockets;

namespace Echo;

/// <summary>The servers, by the name of their style.</summary>
internal static class EchoServers
{
    internal const int BufferSize = 4096;

    /// <summary>How many clients may wait to be accepted.</summary>
    internal const int Backlog = 4096;

    internal const string Tasks = "tasks";
    internal const string Async = "async";
    internal const string Threads = "threads";

    internal static string[] Styles { get; } = [Tasks, Async, Threads];

    /// <summary>Starts a server.</summary>
    /// <param name="style">Its style.</param>
    /// <param name="endPoint">Where it listens; port 0: any that is free.</param>
    /// <param name="capacity">How many connections may be open at the same time; with one more the server ends.</param>
    /// <param name="options">What a server of tasks does; null: it echoes, on one thread.</param>
    /// <exception cref="FaultException">The address cannot be used.</exception>
    internal static IEchoServer Start(
        string style, IPEndPoint endPoint, int capacity = int.MaxValue, ServerOptions? options = null)
    {
        try
        {
            return style switch
            {
                Tasks => new TasksServer(endPoint, capacity, options ?? new()),
                Async => new AsyncServer(endPoint, capacity),
                _ => new ThreadsServer(endPoint, capacity),
            };
        }
        catch (SocketException error)
        {
            throw new FaultException(
                $"Cannot listen at {endPoint}: {error.Message}. Choose another address, or port 0 for any that is free.",
                error);
        }
    }

    /// <summary>Opens a socket that listens, for the servers that have no scheduler.</summary>
    internal static Socket Listen(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
