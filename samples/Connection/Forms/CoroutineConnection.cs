using CoroFsm;

namespace Connection;

/// <summary>A coroutine: each of its waits is a state.</summary>
internal sealed class CoroutineConnection(Line line) : ConnectionForm, IDisposable
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

    private static async Coroutine Session(Inbox<Event> inbox, Line line)
    {
        while (true)
        {
            while ((await inbox.Receive(nameof(Link.Disconnected))).Signal is not Signal.Connect)
            {
            }

            Event e;
            do
            {
                line.Dial();
                do
                    e = await inbox.Receive(nameof(Link.Connecting));
                while (e.Signal is not (Signal.Established or Signal.Timeout or Signal.Disconnect));
                if (e.Signal is not Signal.Established)
                    continue;

                line.StartTimer();
                while ((e = await inbox.Receive(nameof(Link.Connected))).Signal is not (Signal.Timeout or Signal.Disconnect))
                {
                    if (e is { Signal: Signal.Ping, Payload: Event.Alive })
                        line.ResetTimer();
                }

                line.StopTimer();
            }
            while (e.Signal is not Signal.Disconnect);
        }
    }
}
