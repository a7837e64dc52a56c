using CoroFsm.Benchmarks.Charts;
using CoroFsm.Benchmarks.Dispatch;
using CoroFsm.Benchmarks.Pipeline;
using CoroFsm.Benchmarks.Tasks;
using CoroFsm.Benchmarks.Work;
using CoroFsm.Benchmarks.Xml;

namespace CoroFsm.Benchmarks.Ratios;

/// <summary>Provides the suites by name. Each is created on demand, because its cases run machines from then on.</summary>
internal static class Suites
{
    private static readonly Dictionary<string, Func<Suite>> All = new(StringComparer.Ordinal)
    {
        [DispatchSuite.Name] = DispatchSuite.Create,
        [PipelineSuite.Name] = PipelineSuite.Create,
        [StatechartSuite.Name] = StatechartSuite.Create,
        [TaskSuite.Name] = TaskSuite.Create,
        [WorkSuite.Name] = WorkSuite.Create,
        [XmlSuite.Name] = XmlSuite.Create,
    };

    internal static string[] Names => [.. All.Keys];

    internal static Suite Create(string name) => All[name]();
}
