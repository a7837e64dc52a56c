using CoroFsm.Statecharts;

namespace Connection;

/// <summary>Declared, on the engine of CoroFsm.</summary>
internal sealed class StatechartConnection(Line line) : ConnectionForm
{
    private static readonly TriggerWithParameter<Signal, int> Ping = new(Signal.Ping);

    private static readonly Statechart<Link, Signal> Chart = Statechart.Build<Link, Signal>(chart =>
    {
        chart.OnUnhandledTrigger(Unhandled.Ignore);
        chart.Configure(Link.Disconnected)
            .Permit(Signal.Connect, Link.Connecting);
        chart.Configure(Link.Connecting)
            .OnEntry((Line line) => line.Dial())
            .Permit(Signal.Established, Link.Connected)
            .PermitReentry(Signal.Timeout)
            .Permit(Signal.Disconnect, Link.Disconnected);
        chart.Configure(Link.Connected)
            .OnEntry((Line line) => line.StartTimer())
            .OnExit((Line line) => line.StopTimer())
            .InternalTransition(Ping, (Line line, int _) => line.ResetTimer()).If(payload => payload == Event.Alive)
            .Permit(Signal.Timeout, Link.Connecting)
            .Permit(Signal.Disconnect, Link.Disconnected);
    });

    private readonly StatechartInstance<Link, Signal> machine = Chart.Start(Link.Disconnected, line);

    internal override string State => machine.State.ToString();

    internal override void Run(ReadOnlySpan<Event> events)
    {
        foreach (var e in events)
            Send(e);
    }

    internal override void Send(Event e)
    {
        if (e.Signal is Signal.Ping)
            machine.Fire(Ping, e.Payload);
        else
            machine.Fire(e.Signal);
    }
}
