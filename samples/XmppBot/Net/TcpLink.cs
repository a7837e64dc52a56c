using CoroFsm;
using CoroFsm.Scheduling;

namespace XmppBot;

/// <summary>
/// Connections over TCP, one after the other, as tasks of one thread. The certificate is checked against the account's domain, wherever a
/// server redirects to.
/// </summary>
internal sealed class TcpLink(
    ServerAddress server, TlsSettings tls, int maxStanza, TimeProvider time, Action<SessionEvent>? trace, Action<string>? notice)
    : ILink, IDisposable
{
    private readonly Lazy<(Scheduler Scheduler, SchedulerThread Thread)> tasks = new(() =>
    {
        Scheduler scheduler = new(new() { TimeProvider = time });
        return (scheduler, scheduler.Start("connections"));
    });

    private volatile TcpConnection? current;
    private volatile Task closed = Task.CompletedTask;

    /// <summary>Gets or sets who gets the events.</summary>
    public Machine<SessionEvent>? Session { get; set; }

    /// <summary>Gets the end of all connections that there were.</summary>
    public Task Closed => closed;

    public void Connect(ServerAddress? elsewhere)
    {
        Close();
        if (elsewhere is not null)
            notice?.Invoke($"the server redirects to {elsewhere}");
        current = new(Session!, tls, maxStanza, trace);
        closed = Task.WhenAll(closed, current.Start(tasks.Value.Scheduler, elsewhere ?? server));
    }

    public void Write(string text) => current?.Write(text);

    public void Restart() => current?.Restart();

    public void StartTls() => current?.StartTls();

    public void Close()
    {
        current?.Close();
        current = null;
    }

    /// <summary>Ends the thread, after <see cref="Closed"/>.</summary>
    public void Dispose()
    {
        if (tasks.IsValueCreated)
            tasks.Value.Thread.Dispose();
    }
}
