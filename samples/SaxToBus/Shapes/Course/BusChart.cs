using CoroFsm.Parsers.Xml;
using CoroFsm.Statecharts;
using static SaxToBus.SaxTrigger;

namespace SaxToBus;

/// <summary>The machine of <see cref="BusFeed"/> as it is declared: two states, and what each kind of event does in them.</summary>
internal static class BusChart
{
    private static readonly Statechart<State, SaxKind> Chart = Statechart.Build<State, SaxKind>(chart =>
    {
        chart.OnUnhandledTrigger(Unhandled.Ignore);
        chart.Configure(State.Outside)
            .PermitIf(Start, State.InBus, e => BusBuilder.IsStartOfBus(e));
        chart.Configure(State.InBus)
            .Permit(End, State.Outside)
                .If((Collection bus, SaxEvent e) => bus.Fields.IsEndOfBus(e))
                .Do((Collection bus, SaxEvent _) => bus.Emit(bus.Fields.Build()))
            .InternalTransition(End, (Collection bus, SaxEvent e) => bus.Fields.Take(e))
                .If((Collection bus, SaxEvent e) => !bus.Fields.IsEndOfBus(e))
            .InternalTransition(Start, (Collection bus, SaxEvent e) => bus.Fields.Take(e))
            .InternalTransition(Text, (Collection bus, SaxEvent e) => bus.Fields.Take(e))
            .InternalTransition(CData, (Collection bus, SaxEvent e) => bus.Fields.Take(e));
    });

    private enum State
    {
        Outside,
        InBus,
    }

    /// <inheritdoc cref="FeedShape.StartChart"/>
    public static Action<SaxEvent> StartOn(Backend backend, Action<Bus> emit) =>
        Chart.StartOn(backend, State.Outside, new Collection(new(), emit));

    /// <summary>The data of an instance.</summary>
    /// <param name="Fields">Collects the fields of the bus.</param>
    /// <param name="Emit">Gets each record.</param>
    private sealed record Collection(BusBuilder Fields, Action<Bus> Emit);
}
