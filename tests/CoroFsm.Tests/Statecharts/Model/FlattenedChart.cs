using CoroFsm.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>Flattens a chart with finitely many configurations: a plain chart, each of whose states is a configuration.</summary>
internal sealed class FlattenedChart
{
    private const int MaxConfigurations = 60;

    /// <summary>Separates the names of the active states from what the histories remember.</summary>
    private const char Separator = '|';

    private readonly ChartDescription chart;
    private readonly Dictionary<string, string[]> pathTo = [];
    private readonly List<(string From, string Trigger, string To, string[] Log)> transitions = [];

    private FlattenedChart(ChartDescription chart)
    {
        this.chart = chart;
        Triggers = [.. chart.Triggers];
        Start = After([]).Configuration;
        pathTo.Add(Start, []);
        Queue<string> toExplore = new([Start]);
        while (toExplore.TryDequeue(out var from) && pathTo.Count <= MaxConfigurations)
        {
            foreach (var trigger in Triggers)
            {
                string[] path = [.. pathTo[from], trigger];
                var (to, log) = After(path);
                transitions.Add((from, trigger, to, log));
                if (pathTo.TryAdd(to, path))
                    toExplore.Enqueue(to);
            }
        }
    }

    private string[] Triggers { get; }

    private string Start { get; }

    /// <summary>Compares the chart of a case on the engine with its flattened form, which the reference interpreter computes.</summary>
    internal static Property Compare(ModelCase test)
    {
        FlattenedChart flattened;
        try
        {
            flattened = new(test.Chart);
        }
        catch (Exception error) when (error is EndlessException or AmbiguousException)
        {
            return true.ToProperty();
        }

        if (flattened.Triggers.Length == 0 || flattened.pathTo.Count > MaxConfigurations)
            return true.ToProperty();
        var compiled = ChartCompiler.Compile(test.Chart);
        var plain = flattened.Build();
        var result = Equivalence.Explore(
            () => OnEngine(compiled, test.Chart.Start),
            () => OnPlainChart(plain, flattened.Start),
            flattened.Triggers,
            new() { Lookahead = 1 });
        return result.AreEqual.Label($"\n{result}\n");
    }

    private static ExploredMachine<string> OnEngine(Statechart<string, string> chart, string start)
    {
        World world = new();
        List<string> outputs = [];
        EngineRun run = new(chart, world);
        run.Enter(start);
        return ExploredMachine.Of<EngineRun, string>(run, Send, run => string.Join(' ', run.States)).WithOutputs(outputs);

        void Send(EngineRun run, string trigger)
        {
            world.Begin();
            run.Fire(trigger);
            outputs.AddRange(world.Log);
        }
    }

    private static ExploredMachine<string> OnPlainChart(Statechart<string, string> chart, string start)
    {
        List<string> outputs = [];
        return ExploredMachine.Of<string, string>(chart.Start(start, outputs))
            .WithOutputs(outputs)
            .WithStateNames(name => name.Split(Separator)[0]);
    }

    /// <summary>Sends triggers to the reference interpreter.</summary>
    private (string Configuration, string[] Log) After(string[] triggers)
    {
        World world = new();
        ReferenceInterpreter model = new(chart, world);
        model.Enter(chart.Start);
        foreach (var trigger in triggers)
        {
            world.Begin();
            model.Fire(trigger);
        }

        return (string.Join(' ', model.States) + Separator + model.History, [.. world.Log]);
    }

    private Statechart<string, string> Build() => Statechart.Build<string, string>(builder =>
    {
        foreach (var (from, trigger, to, log) in transitions)
        {
            var state = builder.Configure(from);
            (from == to ? state.PermitReentry(trigger) : state.Permit(trigger, to)).Do<List<string>>(outputs => outputs.AddRange(log));
        }
    });
}
