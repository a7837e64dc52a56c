using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SaxToBus.Tests;

/// <summary>A web server on loopback that answers as a test configures, correctly or not: each connection gets one answer.</summary>
internal sealed class OddServer : IDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource ended = new();
    private Func<string, Stream, Task> answer = (_, _) => Task.CompletedTask;

    internal OddServer(int port = 0)
    {
        listener = new(IPAddress.Loopback, port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = ServeAsync();
    }

    internal int Port { get; }

    internal string Address => $"http://127.0.0.1:{Port}/feed.xml";

    internal List<string> Requests { get; } = [];

    internal void Answers(string status, string headers, byte[] body, int? length = null) =>
        answer = (_, stream) => WriteAsync(stream, status, headers, body, length);

    internal void Answers(string feed, string headers = "") =>
        Answers("200 OK", $"Content-Type: application/xml\r\n{headers}", Encoding.UTF8.GetBytes(feed));

    /// <summary>Handles a request before the connection is closed.</summary>
    internal void Answers(Func<string, Stream, Task> how) => answer = how;

    internal static async Task WriteAsync(Stream stream, string status, string headers, byte[] body, int? length = null)
    {
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length ?? body.Length}\r\n{headers}\r\n"));
        await stream.WriteAsync(body);
    }

    public void Dispose()
    {
        ended.Cancel();
        listener.Stop();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(ended.Token);
                await using var stream = client.GetStream();
                try
                {
                    var request = await ReadAsync(stream);
                    Requests.Add(request);
                    await answer(request, stream);
                }
                catch (IOException)
                {
                    // The client has disconnected.
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var request = new StringBuilder();
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            request.AppendLine(line);
        return request.ToString();
    }
}
