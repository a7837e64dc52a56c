using CoroFsm.Benchmarks.Charts;
using CoroFsm.Benchmarks.Dispatch;
using CoroFsm.Benchmarks.Durable;
using CoroFsm.Benchmarks.Pipeline;
using CoroFsm.Benchmarks.Tasks;
using CoroFsm.Benchmarks.Work;
using CoroFsm.Benchmarks.Xml;

namespace CoroFsm.Benchmarks.Ratios;

/// <summary>Provides the suites by name. Each is created on demand, because its cases run machines from then on.</summary>
internal static class Suites
{
    private static readonly Dictionary<string, Func<string, Suite>> All = new(StringComparer.Ordinal)
    {
        [DispatchSuite.Name] = static _ => DispatchSuite.Create(),
        [DurableSuite.Name] = DurableSuite.Create,
        [PipelineSuite.Name] = static _ => PipelineSuite.Create(),
        [StatechartSuite.Name] = static _ => StatechartSuite.Create(),
        [TaskSuite.Name] = static _ => TaskSuite.Create(),
        [WorkSuite.Name] = static _ => WorkSuite.Create(),
        [XmlSuite.Name] = static _ => XmlSuite.Create(),
    };

    internal static string[] Names => [.. All.Keys];

    /// <summary>Creates a suite.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="directory">The directory of the files, for a suite that writes some.</param>
    internal static Suite Create(string name, string directory) => All[name](directory);
}
