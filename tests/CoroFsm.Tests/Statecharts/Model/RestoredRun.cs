namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>A described chart that is stored before every second step; another instance continues.</summary>
internal sealed class RestoredRun(Statechart<string, string> chart, World world) : EngineRun(chart, world)
{
}
