using System.Text.Json.Serialization;

namespace CoroFsm.Durability.Tests.Charts;

/// <summary>A chart with regions, deep history, a parameter, a timer and final states, whose actions emit messages.</summary>
internal static class Player
{
    private static readonly TriggerWithParameter<string, int> Volume = new("volume");

    internal static Func<Durable<string>, Coroutine> Code(int? inputsPerSnapshot = 500, Statechart<string, string>? chart = null) =>
        DurableChart.Of<string, string, string, Room>(
            chart ?? Chart(), "Off", ToTrigger, Attach, new() { InputsPerSnapshot = inputsPerSnapshot });

    internal static Statechart<string, string> Chart(string playing = "Playing") => Statechart.Build<string, string>(chart =>
    {
        chart.Configure("Off").OnEntry((Room room) => room.Durable!.Emit($"off {++room.Count}"))
            .Permit("power", "Last").Permit("break", "Broken");
        chart.Configure("On").Parallel().Permit("power", "Off").PermitAfter(TimeSpan.FromHours(1), "Off").PermitCompleted("Worn out");
        chart.Configure("Last").HistoryOf("On", History.Deep);
        chart.Configure("Transport").SubstateOf("On").InitialTransition("Stopped");
        chart.Configure("Stopped").SubstateOf("Transport").Permit("play", playing);
        chart.Configure(playing).SubstateOf("Transport").Permit("end", "At end").PermitAfter(TimeSpan.FromMinutes(10), "Stopped");
        chart.Configure("At end").SubstateOf("Transport").Final();
        chart.Configure("Sound").SubstateOf("On").InitialTransition("Loud");
        chart.Configure("Loud").SubstateOf("Sound").Permit("quiet", "Muted");
        chart.Configure("Muted").SubstateOf("Sound")
            .InternalTransition(Volume, (Room room, int volume) => room.Durable!.Emit($"volume {room.Volume += volume}"))
            .Permit("stop", "Silent");
        chart.Configure("Silent").SubstateOf("Sound").Final();
        chart.Configure("Worn out").Final();
        chart.Configure("Broken").OnEntry(() => throw new InvalidOperationException("broken"));
    });

    private static TriggerOccurrence<string>? ToTrigger(string @event) =>
        @event.StartsWith("volume ", StringComparison.Ordinal) ? Volume.With(int.Parse(@event[7..], null)) : @event;

    private static Room Attach(Durable<string> durable, Room? stored)
    {
        var room = stored ?? new();
        room.Durable = durable;
        return room;
    }

    internal sealed class Room
    {
        [JsonIgnore]
        public Durable<string>? Durable { get; set; }

        public int Volume { get; set; }

        public int Count { get; set; }
    }
}
