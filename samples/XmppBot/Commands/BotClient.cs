using System.Xml.Linq;
using CoroFsm;

namespace XmppBot;

/// <summary>A session over TCP, from the first connection to its end.</summary>
internal sealed class BotClient : IMachineObserver, IAsyncDisposable
{
    private readonly TaskCompletionSource<SessionException?> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Trace? trace;
    private readonly TcpLink link;

    /// <summary>Initializes a session, which waits for <see cref="Begin"/>.</summary>
    /// <param name="options">The account and the limits.</param>
    /// <param name="server">The configured server.</param>
    /// <param name="tls">The certificates that are trusted.</param>
    /// <param name="bot">Answers stanzas.</param>
    /// <param name="time">The clock of the time limits.</param>
    /// <param name="trace">Receives states and stanzas; null for none.</param>
    /// <param name="notice">Receives lines that the user is to see while the session runs; null for none.</param>
    public BotClient(
        SessionOptions options,
        ServerAddress server,
        TlsSettings tls,
        IBot bot,
        TimeProvider time,
        Trace? trace = null,
        Action<string>? notice = null)
    {
        this.trace = trace;
        link = new(server, tls, MaxStanza, time, trace is null ? null : trace.Received, notice);
        Session = link.Session = XmppBot.Session.Start(options, link, bot, time, this, trace is null ? null : trace.Sent);
    }

    /// <summary>Gets how many bytes a stanza may have.</summary>
    public static int MaxStanza => 256 * 1024;

    public Machine<SessionEvent> Session { get; }

    /// <summary>Gets the end of the session: null if it was left.</summary>
    public Task<SessionException?> Ended => ended.Task;

    public void Begin() => _ = SendAsync(new Begin());

    public void Leave() => _ = SendAsync(new Leave());

    public void Check() => _ = SendAsync(new Check());

    /// <summary>Sends a stanza.</summary>
    /// <returns>False if the session is not online.</returns>
    public Task<bool> SayAsync(XElement stanza) => SendAsync(new Say(stanza));

    /// <summary>Ends the session where it stands, and waits until the connection is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        await link.Closed;
        link.Dispose();
    }

    void IMachineObserver.OnStateChanged(Machine machine, string from, string to) => trace?.OnStateChanged(machine, from, to);

    void IMachineObserver.OnEnded(Machine machine)
    {
        trace?.OnEnded(machine);
        ended.TrySetResult(null);
    }

    void IMachineObserver.OnFaulted(Machine machine, Exception fault)
    {
        trace?.OnFaulted(machine, fault);
        if (fault is SessionException failure)
            ended.TrySetResult(failure);
        else
            ended.TrySetException(fault);
    }

    /// <summary>Sends the session what its user wants.</summary>
    /// <returns>False if it does not want that in its state, or has ended: <see cref="Ended"/> tells why.</returns>
    private async Task<bool> SendAsync(SessionEvent e)
    {
        try
        {
            await Session.SendAsync(e);
            return true;
        }
        catch (Exception error) when (error is UnexpectedEventException or MachineEndedException or SessionException)
        {
            return false;
        }
    }
}
