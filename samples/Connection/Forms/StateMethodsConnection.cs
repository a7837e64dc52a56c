using CoroFsm;

namespace Connection;

/// <summary>Each state is a method that returns the next one.</summary>
internal sealed class StateMethodsConnection : ConnectionForm, IDisposable
{
    private readonly Line line;
    private readonly State<Event> disconnected;
    private readonly State<Event> connecting;
    private readonly State<Event> connected;
    private readonly Machine<Event> machine;

    internal StateMethodsConnection(Line line)
    {
        this.line = line;
        (disconnected, connecting, connected) = (Disconnected, Connecting, Connected);
        machine = Machine.Start(disconnected);
    }

    internal override string State => machine.State;

    internal override void Run(ReadOnlySpan<Event> events)
    {
        foreach (var e in events)
            Send(e);
    }

    internal override void Send(Event e) => machine.Send(e);

    public void Dispose() => machine.Dispose();

    private async Coroutine<State<Event>?> Disconnected(Inbox<Event> inbox)
    {
        while ((await inbox.Receive()).Signal is not Signal.Connect)
        {
        }

        return connecting;
    }

    private async Coroutine<State<Event>?> Connecting(Inbox<Event> inbox)
    {
        line.Dial();
        while (true)
        {
            switch ((await inbox.Receive()).Signal)
            {
                case Signal.Established:
                    return connected;
                case Signal.Timeout:
                    line.Dial();
                    break;
                case Signal.Disconnect:
                    return disconnected;
            }
        }
    }

    private async Coroutine<State<Event>?> Connected(Inbox<Event> inbox)
    {
        line.StartTimer();
        Event e;
        while ((e = await inbox.Receive()).Signal is not (Signal.Timeout or Signal.Disconnect))
        {
            if (e is { Signal: Signal.Ping, Payload: Event.Alive })
                line.ResetTimer();
        }

        line.StopTimer();
        return e.Signal is Signal.Timeout ? connecting : disconnected;
    }
}
