using System.Text;
using CoroFsm;
using CoroFsm.Testing;

namespace XmppBot.Tests;

/// <summary>
/// A network in simulated time: data arrives in order as time passes, split arbitrarily. The server of each connection is a script.
/// </summary>
internal sealed class SimulatedLink(SimulatedTime time, Func<int, Func<Inbox<string>, SimulatedConnection, Coroutine>?> script) : ILink
{
    private SimulatedConnection? current;

    /// <summary>Thrown in a server's script when the client starts to encrypt.</summary>
    internal const string Handshake = "(TLS)";

    public Machine<SessionEvent>? Session { get; set; }

    public int MaxStanza { get; init; } = 10_000;

    /// <summary>Gets the host names that exist.</summary>
    public NameTable Names { get; init; } = new(1000);

    /// <summary>Gets the delay of the next bytes.</summary>
    public Func<TimeSpan> Delay { get; init; } = () => TimeSpan.Zero;

    /// <summary>Gets the number of bytes that arrive at once.</summary>
    public Func<int> Chunk { get; init; } = () => int.MaxValue;

    public int Connections { get; private set; }

    public SimulatedConnection? Current => current;

    /// <summary>Gets everything that the client wrote on all connections.</summary>
    public List<string> Written { get; } = [];

    /// <summary>Gets the target of each connection; null: the configured server.</summary>
    public List<ServerAddress?> Servers { get; } = [];

    public void Connect(ServerAddress? elsewhere)
    {
        Close();
        Servers.Add(elsewhere);
        current = new(this, time, script(++Connections));
    }

    public void Write(string text)
    {
        Written.Add(text);
        current?.FromClient(text);
    }

    public void Restart() => current!.Restart();

    public void StartTls() => current!.StartTls();

    public void Close()
    {
        current?.Close();
        current = null;
    }
}

/// <summary>One connection, as the server's script sees it.</summary>
internal sealed class SimulatedConnection
{
    private readonly SimulatedLink link;
    private readonly SimulatedTime time;
    private readonly CancellationTokenSource closed = new();
    private readonly Machine<string>? server;
    private StanzaReader reader;
    private TimeSpan nextToClient;
    private TimeSpan nextToServer;

    internal SimulatedConnection(SimulatedLink link, SimulatedTime time, Func<Inbox<string>, SimulatedConnection, Coroutine>? script)
    {
        (this.link, this.time) = (link, time);
        reader = new(Deliver, link.MaxStanza, link.Names);
        if (script is null)
            return;     // no answer

        server = Machine.Start<string>(inbox => script(inbox, this));
        ToClient(() => Deliver(new Connected()));
    }

    public bool IsSecure { get; private set; }

    /// <summary>Sends bytes to the client.</summary>
    public void Send(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < bytes.Length;)
        {
            var piece = bytes.AsMemory(i, Math.Min(link.Chunk(), bytes.Length - i));
            i += piece.Length;
            var target = reader;        // plaintext that was already sent stays plaintext
            ToClient(() => target.Feed(piece.Span));
        }
    }

    /// <summary>Starts encryption: a new stream follows.</summary>
    public void Encrypt() => ToClient(() =>
    {
        reader.Dispose();
        reader = new(Deliver, link.MaxStanza, link.Names);
        IsSecure = true;
        Deliver(new Secured());
    });

    /// <summary>Resets the connection.</summary>
    public void Cut(Failure failure = Failure.NoConnection) =>
        ToClient(() => Deliver(new Lost(new(failure, "the server cut the connection"))));

    internal void FromClient(string text) => Later(ref nextToServer, () =>
    {
        if (text == StreamText.End)
            server?.Complete();
        else
            server?.TrySend(text);
    });

    internal void Restart() => reader.Restart();

    internal void StartTls()
    {
        reader.Close();
        FromClient(SimulatedLink.Handshake);
    }

    internal void Close()
    {
        reader.Close();
        closed.Cancel();
        Later(ref nextToServer, () => server?.Dispose());
    }

    private void Deliver(SessionEvent e) => link.Session!.Deliver(e, closed.Token);

    private void ToClient(Action action) => Later(ref nextToClient, () =>
    {
        if (!closed.IsCancellationRequested)
            action();
    });

    private void Later(ref TimeSpan next, Action action)
    {
        var at = time.Elapsed + link.Delay();
        next = at > next ? at : next;
        time.CreateTimer(_ => action(), state: null, next - time.Elapsed, Timeout.InfiniteTimeSpan);
    }
}
