using Stateless;

namespace Connection;

/// <summary>Declared, on the Stateless library.</summary>
internal sealed class StatelessConnection : ConnectionForm
{
    private readonly StateMachine<Link, Signal> machine = new(Link.Disconnected);
    private readonly StateMachine<Link, Signal>.TriggerWithParameters<int> ping;

    internal StatelessConnection(Line line)
    {
        ping = machine.SetTriggerParameters<int>(Signal.Ping);
        machine.OnUnhandledTrigger((_, _) => { });
        machine.Configure(Link.Disconnected)
            .Permit(Signal.Connect, Link.Connecting);
        machine.Configure(Link.Connecting)
            .OnEntry(line.Dial)
            .Permit(Signal.Established, Link.Connected)
            .PermitReentry(Signal.Timeout)
            .Permit(Signal.Disconnect, Link.Disconnected);
        machine.Configure(Link.Connected)
            .OnEntry(line.StartTimer)
            .OnExit(line.StopTimer)
            .InternalTransitionIf(ping, payload => payload == Event.Alive, (_, _) => line.ResetTimer())
            .Permit(Signal.Timeout, Link.Connecting)
            .Permit(Signal.Disconnect, Link.Disconnected);
    }

    internal override string State => machine.State.ToString();

    internal override void Run(ReadOnlySpan<Event> events)
    {
        foreach (var e in events)
            Send(e);
    }

    internal override void Send(Event e)
    {
        if (e.Signal is Signal.Ping)
            machine.Fire(ping, e.Payload);
        else
            machine.Fire(e.Signal);
    }
}
