using CoroFsm.Parsers.Xml;
using CoroFsm.Statecharts;
using static SaxToBus.SaxTrigger;

namespace SaxToBus;

/// <summary>
/// The machine of <see cref="SiriFeed"/> as it is declared: a state for each level of the document, and one for the values in it.
/// </summary>
internal static class SiriChart
{
    private static readonly Statechart<State, SaxKind> Chart = Statechart.Build<State, SaxKind>(chart =>
    {
        chart.OnUnhandledTrigger(Unhandled.Ignore);
        chart.Configure(State.Outside)
            .PermitIf(Start, State.InActivity, e => SiriVehicle.IsStartOfVehicle(e)).Do((Collection c, SaxEvent e) => c.Vehicle.Begin(e))
            .InternalTransition(Start, (Collection c, SaxEvent e) => c.Answer.Observe(e))
                .If((Collection _, SaxEvent e) => !SiriVehicle.IsStartOfVehicle(e))
            .InternalTransition(End, (Collection c, SaxEvent e) => c.Answer.Observe(e))
            .InternalTransition(Text, (Collection c, SaxEvent e) => c.Answer.Observe(e))
            .InternalTransition(CData, (Collection c, SaxEvent e) => c.Answer.Observe(e));

        // What its substates do not look for is passed over, with all that stands in it.
        chart.Configure(State.InVehicle)
            .InternalTransition(Start, (Collection c, SaxEvent _) => c.Passing++)
            .InternalTransition(End, (Collection c, SaxEvent _) => c.Passing--);
        chart.Configure(State.InValue).SubstateOf(State.InVehicle)
            .InternalTransition(Text, (Collection c, SaxEvent e) => c.Vehicle.Append(e)).If((Collection c, SaxEvent _) => c.Passing == 0)
            .InternalTransition(CData, (Collection c, SaxEvent e) => c.Vehicle.Append(e)).If((Collection c, SaxEvent _) => c.Passing == 0);

        Level(State.InActivity, State.InValueOfActivity, SiriField.OfActivity)
            .Permit(Start, State.InJourney).If((Collection c, SaxEvent e) => c.NameOf(e) == SiriVehicle.Journey)
            .Permit(End, State.Outside)
                .If((Collection c, SaxEvent _) => c.Passing == 0)
                .Do((Collection c, SaxEvent _) => c.Emit(c.Vehicle.Build()));
        Level(State.InJourney, State.InValueOfJourney, SiriField.OfJourney)
            .Permit(Start, State.InLocation).If((Collection c, SaxEvent e) => c.NameOf(e) == SiriVehicle.Location)
                .Do((Collection c, SaxEvent e) => c.Vehicle.BeginLocation(e))
            .Permit(End, State.InActivity).If((Collection c, SaxEvent _) => c.Passing == 0);
        Level(State.InLocation, State.InValueOfLocation, SiriField.OfLocation)
            .Permit(End, State.InJourney).If((Collection c, SaxEvent _) => c.Passing == 0);

        StateConfiguration<State, SaxKind> Level(State level, State value, Func<string, SiriField?> fieldOf)
        {
            chart.Configure(value).SubstateOf(State.InValue)
                .Permit(End, level).If((Collection c, SaxEvent _) => c.Passing == 0).Do((Collection c, SaxEvent e) => c.Vehicle.Close(e));
            return chart.Configure(level).SubstateOf(State.InVehicle)
                .Permit(Start, value).If((Collection c, SaxEvent e) => fieldOf(c.NameOf(e)) is not null)
                .Do((Collection c, SaxEvent e) => c.Vehicle.Open(fieldOf(c.NameOf(e))!, e));
        }
    });

    private enum State
    {
        Outside,

        /// <summary>Within an activity, wherever.</summary>
        InVehicle,

        InActivity,
        InJourney,
        InLocation,

        /// <summary>Within a value, at whatever level.</summary>
        InValue,

        InValueOfActivity,
        InValueOfJourney,
        InValueOfLocation,
    }

    /// <inheritdoc cref="FeedShape.StartChart"/>
    public static Action<SaxEvent> StartOn(Backend backend, Action<Bus> emit, FeedFaults faults) =>
        Chart.StartOn(backend, State.Outside, new Collection(new(faults), new(faults.Content), emit));

    /// <summary>The data of an instance.</summary>
    /// <param name="Vehicle">Collects the values of the vehicle.</param>
    /// <param name="Answer">Notes what stands outside of the vehicles.</param>
    /// <param name="Emit">Gets each record.</param>
    private sealed record Collection(SiriVehicle Vehicle, SiriAnswer Answer, Action<Bus> Emit)
    {
        /// <summary>Gets or sets how many elements are open that are passed over.</summary>
        internal int Passing { get; set; }

        /// <summary>Gets the name of an element that may be looked for; "" for others.</summary>
        internal string NameOf(SaxEvent start) => Passing == 0 ? SiriVehicle.NameOf(start) : "";
    }
}
