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
        // A killed descendant ends when it gets the processor next.
        Assert.True(SpinWait.SpinUntil(() => IsGone(processId), TimeSpan.FromMinutes(1)), $"Process {processId} is running.");
        Assert.All(threads, thread => Assert.False(thread.IsAlive));
    }

    /// <summary>Determines whether a process has ended. A killed descendant is reaped by init later.</summary>
    private static bool IsGone(int processId)
    {
        try
        {
            var state = File.ReadAllText($"/proc/{processId}/stat");
            return state.Contains(") Z ", StringComparison.Ordinal) || state.Contains(") X ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;        // it was reaped
        }
    }
}
