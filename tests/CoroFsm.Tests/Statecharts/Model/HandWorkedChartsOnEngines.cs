namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>The reference interpreter does what the specification says.</summary>
public sealed class ReferenceInterpreterTests : HandWorkedChartTests
{
    private protected override StartedChart Start(ChartDescription chart, World world) => ModelRun.InModel(chart, world);
}

/// <summary>The engine does what the specification says.</summary>
public sealed class EngineTests : HandWorkedChartTests
{
    private protected override StartedChart Start(ChartDescription chart, World world) => ModelRun.OnEngine(chart, world);
}

/// <summary>A chart that runs as a coroutine does what the specification says.</summary>
public sealed class ChartAsCoroutineTests : HandWorkedChartTests
{
    private protected override StartedChart Start(ChartDescription chart, World world) => ModelRun.AsCoroutine(chart, world);
}

/// <summary>A chart that is stored and restored after each step does what the specification says.</summary>
public sealed class RestoredChartTests : HandWorkedChartTests
{
    private protected override StartedChart Start(ChartDescription chart, World world) => ModelRun.Restored(chart, world);
}
