using CoroFsm;
using CoroFsm.Testing;

namespace XmppBot.Tests;

/// <summary>A session over a simulated network, on one thread.</summary>
internal sealed class SessionFixture : IMachineObserver, IDisposable
{
    internal const string Password = "r0m30myr0m30";

    internal SessionFixture(
        HonestServer server, SessionOptions? options = null, Func<TimeSpan>? delay = null, Func<int>? chunk = null, IBot? bot = null)
        : this((_, _) => server.Serve, options, delay, chunk, bot)
    {
    }

    internal SessionFixture(
        Func<int, SessionFixture, Func<Inbox<string>, SimulatedConnection, Coroutine>?> script,
        SessionOptions? options = null,
        Func<TimeSpan>? delay = null,
        Func<int>? chunk = null,
        IBot? bot = null)
    {
        Link = new(Time, number => script(number, this)) { Delay = delay ?? (() => TimeSpan.Zero), Chunk = chunk ?? (() => int.MaxValue) };
        Session = Link.Session = XmppBot.Session.Start(options ?? Options, Link, bot ?? new EchoBot(Time), Time, this);
    }

    internal static SessionOptions Options => new(new("bot", "example.org", "test"), Password) { Jitter = new(1) };

    internal SimulatedTime Time { get; } = new();

    internal SimulatedLink Link { get; }

    internal Machine<SessionEvent> Session { get; }

    internal List<string> States { get; } = [];

    internal SessionException? Fault => (SessionException?)Session.Fault;

    internal string State => Session.State;

    internal bool IsOnline => State.Contains("/Online/", StringComparison.Ordinal);

    internal SessionFixture Begin()
    {
        Session.Deliver(new Begin());
        return Pass(TimeSpan.Zero);
    }

    internal SessionFixture Pass(TimeSpan by)
    {
        Time.Advance(by);
        return this;
    }

    internal SessionFixture Leave()
    {
        Session.Deliver(new Leave());
        return this;
    }

    void IMachineObserver.OnStateChanged(Machine machine, string from, string to) => States.Add(to);

    public void Dispose() => Session.Dispose();
}
