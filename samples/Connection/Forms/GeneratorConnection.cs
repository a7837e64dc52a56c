using CoroFsm;

namespace Connection;

/// <summary>An iterator that yields its waits.</summary>
internal sealed class GeneratorConnection(Line line) : ConnectionForm, IDisposable
{
    private readonly Machine<Event> machine = Machine.Start<Event>(inbox => Session(inbox, line));

    internal override string State => machine.State;

    internal override void Run(ReadOnlySpan<Event> events)
    {
        foreach (var e in events)
            Send(e);
    }

    internal override void Send(Event e) => machine.Send(e);

    public void Dispose() => machine.Dispose();

    private static IEnumerable<Wait> Session(Inbox<Event> inbox, Line line)
    {
        while (true)
        {
            do
                yield return inbox.Receive(nameof(Link.Disconnected));
            while (inbox.Current.Signal is not Signal.Connect);

            do
            {
                line.Dial();
                do
                    yield return inbox.Receive(nameof(Link.Connecting));
                while (inbox.Current.Signal is not (Signal.Established or Signal.Timeout or Signal.Disconnect));
                if (inbox.Current.Signal is not Signal.Established)
                    continue;

                line.StartTimer();
                do
                {
                    yield return inbox.Receive(nameof(Link.Connected));
                    if (inbox.Current is { Signal: Signal.Ping, Payload: Event.Alive })
                        line.ResetTimer();
                }
                while (inbox.Current.Signal is not (Signal.Timeout or Signal.Disconnect));
                line.StopTimer();
            }
            while (inbox.Current.Signal is not Signal.Disconnect);
        }
    }
}
