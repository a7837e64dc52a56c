namespace Connection;

/// <summary>Written by hand: a variable and a <c>switch</c>.</summary>
internal sealed class SwitchConnection(Line line) : ConnectionForm
{
    private Link state;

    internal override string State => state.ToString();

    internal override void Run(ReadOnlySpan<Event> events)
    {
        foreach (var e in events)
            Send(e);
    }

    internal override void Send(Event e)
    {
        switch (state)
        {
            case Link.Disconnected:
                switch (e.Signal)
                {
                    case Signal.Connect:
                        line.Dial();
                        state = Link.Connecting;
                        break;
                }

                break;
            case Link.Connecting:
                switch (e.Signal)
                {
                    case Signal.Established:
                        line.StartTimer();
                        state = Link.Connected;
                        break;
                    case Signal.Timeout:
                        line.Dial();
                        break;
                    case Signal.Disconnect:
                        state = Link.Disconnected;
                        break;
                }

                break;
            case Link.Connected:
                switch (e.Signal)
                {
                    case Signal.Ping:
                        if (e.Payload == Event.Alive)
                            line.ResetTimer();
                        break;
                    case Signal.Timeout:
                        line.StopTimer();
                        line.Dial();
                        state = Link.Connecting;
                        break;
                    case Signal.Disconnect:
                        line.StopTimer();
                        state = Link.Disconnected;
                        break;
                }

                break;
        }
    }
}
