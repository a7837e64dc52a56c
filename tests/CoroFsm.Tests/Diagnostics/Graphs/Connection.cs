namespace CoroFsm.Tests.Diagnostics.Graphs;

/// <summary>A connection that a timer monitors, declared and coded.</summary>
internal static class Connection
{
    internal static readonly Statechart<Link, Signal> Chart = Statechart.Build<Link, Signal>(chart =>
    {
        chart.Configure(Link.Disconnected)
            .Permit(Signal.Connect, Link.Connecting);
        chart.Configure(Link.Online)
            .Permit(Signal.Disconnect, Link.Disconnected);
        chart.Configure(Link.Connecting)
            .SubstateOf(Link.Online)
            .Permit(Signal.Established, Link.Connected)
            .InternalTransition(Signal.Timeout, () => Console.WriteLine("connect again"));
        chart.Configure(Link.Connected)
            .SubstateOf(Link.Online)
            .InternalTransition(Signal.Ping, () => Console.WriteLine("reset the timer"))
            .Permit(Signal.Timeout, Link.Connecting);
    });

    internal enum Link
    {
        Disconnected,
        Online,
        Connecting,
        Connected,
    }

    internal enum Signal
    {
        Connect,
        Established,
        Ping,
        Timeout,
        Disconnect,
    }

    internal static async Coroutine Session(Inbox<Signal> inbox)
    {
        while (true)
        {
            await Disconnected(inbox);
            await Online(inbox);
        }
    }

    private static async Coroutine Disconnected(Inbox<Signal> inbox) => await inbox.Expect(Signal.Connect);

    private static async Coroutine Online(Inbox<Signal> inbox)
    {
        while (await Connecting(inbox) && await Connected(inbox))
        {
        }
    }

    private static async Coroutine<bool> Connecting(Inbox<Signal> inbox)
    {
        Signal signal;
        do
            signal = await inbox.Receive(s => s is Signal.Established or Signal.Timeout or Signal.Disconnect);
        while (signal is Signal.Timeout);
        return signal is Signal.Established;
    }

    private static async Coroutine<bool> Connected(Inbox<Signal> inbox)
    {
        Signal signal;
        do
            signal = await inbox.Receive(s => s is Signal.Ping or Signal.Timeout or Signal.Disconnect);
        while (signal is Signal.Ping);
        return signal is Signal.Timeout;
    }
}
