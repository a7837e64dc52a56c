using System.Text.Json;
using System.Text.Json.Serialization;
using CoroFsm.Durability.Tests.Hosts;
using CoroFsm.Tests.Statecharts.Model;

namespace CoroFsm.Durability.Tests.Charts;

/// <summary>Runs random charts in memory and as durable machines.</summary>
internal static class RandomCharts
{
    /// <summary>Gets the cases whose charts a host can run without help: no guard asks the running instance.</summary>
    internal static ModelCase? TryCreate(int seed)
    {
        var test = ChartGenerator.Create(seed);
        var asks = test.Chart.Transitions.Any(static transition => transition.Guard?.Kind is GuardKind.In or GuardKind.NotIn);
        return asks ? null : test with { Steps = [.. test.Steps.TakeWhile(static step => step.Kind != StepKind.Exit)] };
    }

    /// <summary>Runs a case in memory.</summary>
    /// <returns>What is seen after each step, until a step fails or the chart has completed.</returns>
    internal static List<string> InMemory(ModelCase test)
    {
        var world = NewWorld();
        var run = new EngineRun(ChartCompiler.Compile(test.Chart), world, isObserved: false);
        List<string> seen = [];
        try
        {
            run.Enter(test.Chart.Start);
            seen.Add(Show(string.Join(" & ", run.States), world));
            foreach (var step in test.Steps)
            {
                if (run.IsCompleted)
                    break;
                if (step.Kind == StepKind.Advance)
                    run.Advance(step.Milliseconds);
                else
                    run.Fire(step.Trigger);
                seen.Add(Show(string.Join(" & ", run.States), world));
            }
        }
        catch (InvalidOperationException)
        {
            // The chart has a fault that shows only now.
        }

        return seen;
    }

    /// <summary>Runs the first steps of a case as a durable machine.</summary>
    internal static List<string> Durably(ModelCase test, int count, int? inputsPerSnapshot, Func<int, bool> crashesAfter)
    {
        var chart = ChartCompiler.Compile(test.Chart);
        World? current = null;
        var code = DurableChart.Of<string, string, World>(
            chart,
            test.Chart.Start,
            (_, stored) =>
            {
                current = stored ?? NewWorld();
                current.Chart = new EngineRun(chart, current);
                return current;
            },
            new() { InputsPerSnapshot = inputsPerSnapshot });
        var json = new JsonSerializerOptions { Converters = { new WorldConverter() } };
        var bed = new TestBed<string>().Open(code, options => options with { Json = json });
        bed.Call(static host => host.StartAsync<World?>(TestBed<string>.Key, null));
        List<string> seen = [];
        for (var number = 0; number < count; number++)
        {
            if (number > 0)
            {
                var step = test.Steps[number - 1];
                if (step.Kind == StepKind.Advance)
                    bed.Advance(TimeSpan.FromMilliseconds(step.Milliseconds));
                else
                    bed.Send(step.Trigger);
            }

            if (crashesAfter(number))
                bed.Crash();
            var state = bed.State;
            seen.Add(state == "Ended" ? state : Show(state, current!));
        }

        return seen;
    }

    private static World NewWorld() => new() { Left = 40, LogsTriggers = false };

    private static string Show(string state, World world) => $"{state} {world.Number} {string.Join(", ", world.Log)}";

    private sealed class WorldConverter : JsonConverter<World>
    {
        public override World Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var parts = JsonSerializer.Deserialize<string[]>(ref reader)!;
            var world = new World { Left = int.Parse(parts[0], null), LogsTriggers = false, Number = int.Parse(parts[1], null) };
            world.Log.AddRange(parts[2..]);
            return world;
        }

        public override void Write(Utf8JsonWriter writer, World value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, (string[])[$"{value.Left}", $"{value.Number}", .. value.Log]);
    }
}
