using CoroFsm;

namespace XmppBot;

/// <summary>A session over TCP, from the first connection to its end.</summary>
internal sealed class BotClient : IMachineObserver, IDisposable
{
    private readonly TaskCompletionSource<SessionException?> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Trace? trace;
    private readonly TcpLink link;

    public BotClient(SessionOptions options, ServerAddress server, TlsSettings tls, IBot bot, TimeProvider time, Trace? trace = null)
    {
        this.trace = trace;
        link = new(server, tls, MaxStanza, trace is null ? null : trace.Received);
        Session = link.Session = XmppBot.Session.Start(options, link, bot, time, this, trace is null ? null : trace.Sent);
    }

    /// <summary>Gets how many bytes a stanza may have.</summary>
    public static int MaxStanza => 256 * 1024;

    public Machine<SessionEvent> Session { get; }

    /// <summary>Gets the end of the session: null if it was left.</summary>
    public Task<SessionException?> Ended => ended.Task;

    public void Begin() => Session.Deliver(new Begin());

    public void Leave() => Session.Deliver(new Leave());

    public void Check() => Session.Deliver(new Check());

    public void Write(System.Xml.Linq.XElement stanza) => link.Write(stanza.ToString(System.Xml.Linq.SaveOptions.DisableFormatting));

    public void Dispose() => Session.Dispose();

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
}
