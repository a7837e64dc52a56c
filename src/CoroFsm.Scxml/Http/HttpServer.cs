using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace CoroFsm.Scxml.Http;

/// <summary>Listens at the loopback address, and passes requests on as events.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    /// <summary>Range of the ports that are tried for any free one, and how many.</summary>
    private const int FirstPort = 49152;
    private const int MaxAttempts = 100;

    private readonly HttpIoOptions options;
    private readonly HttpListener listener;
    private readonly Func<string, ScxmlEvent, bool?> receive;
    private readonly SemaphoreSlim requests;
    private readonly CancellationTokenSource closing = new();
    private Task running = Task.CompletedTask;

    private HttpServer(HttpIoOptions options, HttpListener listener, int port, Func<string, ScxmlEvent, bool?> receive)
    {
        (this.options, this.listener, this.receive, Port) = (options, listener, receive, port);
        requests = new(options.MaxRequests, options.MaxRequests);
    }

    internal int Port { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="options">The options.</param>
    /// <param name="receive">Passes an event to the session with a path; null if there is none, false if it has ended.</param>
    internal static HttpServer Start(HttpIoOptions options, Func<string, ScxmlEvent, bool?> receive)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = options.Port > 0 ? options.Port : RandomNumberGenerator.GetInt32(FirstPort, IPEndPoint.MaxPort);
            HttpListener candidate = new();
            candidate.Prefixes.Add($"http://{IPAddress.Loopback}:{port}/");
            try
            {
                candidate.Start();
            }
            catch (HttpListenerException) when (options.Port == 0 && attempt < MaxAttempts)
            {
                candidate.Close();
                continue;
            }

            HttpServer server = new(options, candidate, port, receive);
            server.running = server.RunAsync();
            return server;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync().ConfigureAwait(false);
        listener.Close();
        await running.ConfigureAwait(false);
        for (var i = 0; i < options.MaxRequests; i++)
            await requests.WaitAsync().ConfigureAwait(false);
        requests.Dispose();
        closing.Dispose();
    }

    private async Task RunAsync()
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                var context = await listener.GetContextAsync().ConfigureAwait(false);
                if (requests.Wait(TimeSpan.Zero))
                    _ = HandleAsync(context);
                else
                    Answer(context, HttpStatusCode.ServiceUnavailable);
            }
            catch (Exception error) when (IsBroken(error))
            {
                // A request that is broken, or the end of the listener.
            }
        }
    }

    private async Task HandleAsync(HttpListenerContext context)
    {
        try
        {
            Answer(context, await ReceiveAsync(context.Request).ConfigureAwait(false));
        }
        catch (Exception error) when (IsBroken(error))
        {
            context.Response.Abort();
        }
        catch
        {
            context.Response.Abort();       // the exception is that of the application's code
            throw;
        }
        finally
        {
            requests.Release();
        }
    }

    private async Task<HttpStatusCode> ReceiveAsync(HttpListenerRequest request)
    {
        if (await ReadAsync(request).ConfigureAwait(false) is not { } body)
            return HttpStatusCode.RequestEntityTooLarge;
        var address = request.Url!;
        var query = address.Query.TrimStart('?');
        var type = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        if (HttpEvent.Create(request.HttpMethod, query, type, body, Raw(request, body)) is not { } value)
            return HttpStatusCode.BadRequest;
        try
        {
            return receive(address.AbsolutePath, value) switch
            {
                true => HttpStatusCode.OK,
                false => HttpStatusCode.Gone,
                null => HttpStatusCode.NotFound,
            };
        }
        catch (ScxmlErrorException)
        {
            return HttpStatusCode.ServiceUnavailable;
        }
    }

    /// <summary>Reads the body as UTF-8; null if it is too long.</summary>
    private async Task<string?> ReadAsync(HttpListenerRequest request)
    {
        if (request.ContentLength64 > options.MaxBodyLength)
            return null;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
        timeout.CancelAfter(options.Timeout);
        var buffer = new byte[options.MaxBodyLength + 1];
        var length = await request.InputStream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, timeout.Token)
            .ConfigureAwait(false);
        return length <= options.MaxBodyLength ? Encoding.UTF8.GetString(buffer, 0, length) : null;
    }

    /// <summary>Returns whether an exception is due to the connection, the time limit, or the end of the listener.</summary>
    private static bool IsBroken(Exception error) =>
        error is HttpListenerException or IOException or InvalidOperationException or OperationCanceledException;

    private static string Raw(HttpListenerRequest request, string body)
    {
        StringBuilder raw = new($"{request.HttpMethod} {request.RawUrl} HTTP/{request.ProtocolVersion}\r\n");
        foreach (var name in request.Headers.AllKeys)
            raw.Append(name).Append(": ").Append(request.Headers[name]).Append("\r\n");
        return raw.Append("\r\n").Append(body).ToString();
    }

    private static void Answer(HttpListenerContext context, HttpStatusCode status)
    {
        context.Response.StatusCode = (int)status;
        context.Response.Close();
    }
}
