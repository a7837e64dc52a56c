using CoroFsm;
using CoroFsm.Parsers;

namespace SaxToBus;

/// <summary>The machine as it is declared: three states, and what each kind of event does in them.</summary>
internal static class BusChart
{
    private static readonly TriggerWithParameter<SaxKind, SaxEvent> Start = new(SaxKind.StartElement);
    private static readonly TriggerWithParameter<SaxKind, SaxEvent> End = new(SaxKind.EndElement);
    private static readonly TriggerWithParameter<SaxKind, SaxEvent> Text = new(SaxKind.Text);
    private static readonly TriggerWithParameter<SaxKind, SaxEvent> CData = new(SaxKind.CData);

    /// <summary>What is being looked for.</summary>
    internal enum State
    {
        BeforeRoot,
        Outside,
        InBus,
    }

    /// <summary>Gets the chart; the context of an instance is a <see cref="Collection"/>.</summary>
    internal static Statechart<State, SaxKind> Chart { get; } = Statechart.Build<State, SaxKind>(chart =>
    {
        chart.OnUnhandledTrigger(Unhandled.Ignore);
        chart.Configure(State.BeforeRoot)
            .PermitIf(Start, State.InBus, e => BusBuilder.IsStartOfBus(e))
            .PermitIf(Start, State.Outside, e => !BusBuilder.IsStartOfBus(e)).Do(e => FeedShape.RequireCourse(e));
        chart.Configure(State.Outside)
            .PermitIf(Start, State.InBus, e => BusBuilder.IsStartOfBus(e));
        chart.Configure(State.InBus)
            .PermitIf(End, State.Outside, (Collection bus, SaxEvent e) => bus.Fields.IsEndOfBus(e)).Do((Collection bus, SaxEvent _) => bus.Emit(bus.Fields.Build()))
            .InternalTransition(End, (Collection bus, SaxEvent e) => bus.Fields.Take(e)).If((Collection bus, SaxEvent e) => !bus.Fields.IsEndOfBus(e))
            .InternalTransition(Start, (Collection bus, SaxEvent e) => bus.Fields.Take(e))
            .InternalTransition(Text, (Collection bus, SaxEvent e) => bus.Fields.Take(e))
            .InternalTransition(CData, (Collection bus, SaxEvent e) => bus.Fields.Take(e));
    });

    /// <summary>Gets the trigger that an event is; null if no state looks at its kind.</summary>
    internal static TriggerWithParameter<SaxKind, SaxEvent>? TriggerOf(SaxKind kind) => kind switch
    {
        SaxKind.StartElement => Start,
        SaxKind.EndElement => End,
        SaxKind.Text => Text,
        SaxKind.CData => CData,
        _ => null,
    };

    /// <summary>The data of an instance.</summary>
    /// <param name="Fields">Collects the fields of the bus.</param>
    /// <param name="Emit">Gets each record.</param>
    internal sealed record Collection(BusBuilder Fields, Action<Bus> Emit);
}
