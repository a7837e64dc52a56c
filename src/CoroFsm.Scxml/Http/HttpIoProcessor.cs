using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;

namespace CoroFsm.Scxml.Http;

/// <summary>
/// The basic HTTP event I/O processor of SCXML: documents send events as HTTP requests, and receive those of others at an address of
/// their own.
/// </summary>
/// <remarks>
/// It listens at the loopback address only. The address of a session has a random part, so that only those who were given it can reach the
/// session. Messages of one session are sent in their order. Those to a session of the same processor are delivered at once, without the
/// network.
/// </remarks>
public sealed class HttpIoProcessor : ScxmlIoProcessor, IAsyncDisposable
{
    private readonly HttpIoOptions options;
    private readonly HttpServer server;
    private readonly HttpClient client;
    private readonly ConcurrentDictionary<ScxmlConnection, HttpOutbox> outboxes = [];
    private readonly ConcurrentDictionary<string, ScxmlConnection> sessions = new(StringComparer.Ordinal);

    private HttpIoProcessor(HttpIoOptions options)
    {
        this.options = options;
        server = HttpServer.Start(options, Receive);
        client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
        {
            Timeout = options.Timeout,
            MaxResponseContentBufferSize = 1 << 10,
        };
    }

    /// <summary>Gets the name of the type: a URI of the W3C.</summary>
    public override string Type => HttpEvent.OriginType;

    /// <summary>Gets the short name <c>basichttp</c>.</summary>
    public override string? Alias => "basichttp";

    /// <summary>Gets the port that the processor listens at.</summary>
    public int Port => server.Port;

    /// <summary>Starts to listen.</summary>
    /// <param name="options">The options. Default: null (<see cref="HttpIoOptions.Default"/>).</param>
    /// <returns>The processor. Dispose it after its sessions.</returns>
    /// <exception cref="HttpListenerException">The port is in use.</exception>
    public static HttpIoProcessor Listen(HttpIoOptions? options = null) => new(options ?? HttpIoOptions.Default);

    /// <summary>Gets the address of a session, for those that are to reach it. The time grows with the number of sessions.</summary>
    /// <param name="session">The session.</param>
    /// <returns>The address; null if the session has ended, or does not use this processor.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="session"/> is null.</exception>
    public Uri? AddressOf(ScxmlSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return outboxes.FirstOrDefault(pair => pair.Key.SessionId == session.Id).Value is { } outbox ? AddressOf(outbox.Path) : null;
    }

    /// <inheritdoc/>
    public override string Connect(ScxmlConnection session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var path = $"/{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        HttpOutbox outbox = new(session, path, client, options);
        outboxes[session] = outbox;
        sessions[path] = session;
        return AddressOf(path).AbsoluteUri;
    }

    /// <inheritdoc/>
    public override void Send(ScxmlConnection session, ScxmlMessage message)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(message);
        if (message.Target is null)
            throw Refused("The message has no target. Set target to an address, such as that of a session in _ioprocessors.");
        if (!Uri.TryCreate(message.Target, UriKind.Absolute, out var target) || target.Scheme is not ("http" or "https"))
            throw Refused($"'{message.Target}' is no HTTP address. Use http:// or https://.");
        if (!(options.IsTargetAllowed ?? IsLocal)(target))
            throw Refused($"Messages to '{target.Host}' are not allowed. Allow the host with {nameof(HttpIoOptions.IsTargetAllowed)}.");
        var post = HttpPost.Create(target, message);
        if (options.AlwaysUsesNetwork || !TryDeliver(post))
            Enqueue(session, post, message.SendId);
    }

    /// <inheritdoc/>
    public override void Disconnect(ScxmlConnection session)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (!outboxes.TryRemove(session, out var outbox))
            return;
        sessions.TryRemove(outbox.Path, out _);
        outbox.Close();
    }

    /// <summary>Stops listening, and drops messages that wait to be sent.</summary>
    /// <returns>A task that ends when no request is handled anymore.</returns>
    public async ValueTask DisposeAsync()
    {
        foreach (var outbox in outboxes.Values)
            outbox.Close();
        await server.DisposeAsync().ConfigureAwait(false);
        client.Dispose();
    }

    /// <summary>Posts a message to a session of this processor. Any other needs the network.</summary>
    private bool TryDeliver(HttpPost post) => post.Address is { Scheme: "http", Port: var port }
        && port == Port && IsLocal(post.Address)
        && post.ToEvent() is { } value
        && Receive(post.Address.AbsolutePath, value) is true;

    private void Enqueue(ScxmlConnection session, HttpPost post, string? sendId)
    {
        if (!outboxes.TryGetValue(session, out var outbox) || !outbox.TryAdd(post, sendId))
            throw Refused($"{options.MaxPendingMessages} messages wait to be sent. Send fewer, or raise MaxPendingMessages.");
    }

    private Uri AddressOf(string path) => new($"http://{IPAddress.Loopback}:{Port}{path}");

    private bool? Receive(string path, ScxmlEvent value) => sessions.TryGetValue(path, out var session) ? session.Post(value) : null;

    private static bool IsLocal(Uri target) => target.Host == "localhost"
        || (IPAddress.TryParse(target.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static ScxmlErrorException Refused(string message) => new(ScxmlEvent.ErrorCommunication, message);
}
