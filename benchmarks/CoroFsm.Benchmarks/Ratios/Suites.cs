using CoroFsm.Benchmarks.Charts;
using CoroFsm.Benchmarks.Dispatch;
using CoroFsm.Benchmarks.Pipeline;
using CoroFsm.Benchmarks.Tasks;
using CoroFsm.Benchmarks.Xml;

namespace CoroFsm.Benchmarks.Ratios;

/// <summary>The suites by name; made when they are asked for, since a case is alive once it is made.</summary>
internal static class Suites
{
    private static readonly Dictionary<string, Func<Suite>> all = new(StringComparer.Ordinal)
    {
        [DispatchSuite.Name] = DispatchSuite.Create,
        [PipelineSuite.Name] = PipelineSuite.Create,
        [StatechartSuite.Name] = StatechartSuite.Create,
        [TaskSuite.Name] = TaskSuite.Create,
        [XmlSuite.Name] = XmlSuite.Create,
    };

    internal static string[] Names => [.. all.Keys];

    internal static Suite Create(string name) => all[name]();
}
