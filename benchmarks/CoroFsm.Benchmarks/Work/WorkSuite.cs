using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Work;

/// <summary>Measures the await of .NET work in a machine against that in an <c>async Task</c> method.</summary>
internal static class WorkSuite
{
    internal const string Name = "await";

    /// <summary>The number of awaits in a round.</summary>
    private const int Operations = 1 << 14;

    internal static Suite Create() => new(Name, "await", Operations,
    [
        new TaskAwaitCase("task"),
        new MachineAwaitCase("machine", "task"),

        new TaskAwaitCompletedCase("task/completed"),
        new MachineAwaitCompletedCase("machine/completed", "task/completed"),
    ]);
}
