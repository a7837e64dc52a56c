using System.Diagnostics;

namespace CoroFsm.Tests.Pipelines;

/// <summary>Child processes between two stages.</summary>
internal static class Children
{
    public static readonly ProcessStageOptions Plain = new() { Plain = true };

    public static ProcessStage<int, int> Shell(string script, IObserver<int> next, ProcessStageOptions? options = null) =>
        Numbers("sh", next, options, "-c", script);

    public static ProcessStage<int, int> Numbers(
        string program, IObserver<int> next, ProcessStageOptions? options = null, params string[] arguments) =>
        new(Program(program, arguments), PipelineJson.Default.Int32, PipelineJson.Default.Int32, next, options);

    public static ProcessStartInfo Program(string name, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/bin/" + name) || File.Exists("/usr/bin/" + name), $"There is no {name} here.");
        return new(name, arguments);
    }

    public static void AssertGone(int processId, IEnumerable<Thread> threads)
    {
        // A killed descendant is reaped by init later.
        var state = File.Exists($"/proc/{processId}/stat") ? File.ReadAllText($"/proc/{processId}/stat") : "";
        Assert.True(
            state.Length == 0 || state.Contains(") Z ", StringComparison.Ordinal) || state.Contains(") X ", StringComparison.Ordinal),
            state);
        Assert.All(threads, thread => Assert.False(thread.IsAlive));
    }
}
