using CoroFsm.Parsers.Lines;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Tests.Course;

/// <summary>Part 2 of the course: a source that follows a growing file drives a grep and a printer.</summary>
public sealed class Follow
{
    private readonly StringWriter output = new() { NewLine = "\n" };

    [Fact]
    public async Task FollowedFile_GrepToPrinter_PrintsWhatIsAppended_UntilCancelled()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var stop = new CancellationTokenSource();
            var appended = new Queue<string>(["coffee\nblack ", "tea\ntea wi", "th milk\n"]);
            var printer = Sink.To<string>(
                output.WriteLine,
                () => output.WriteLine("closed"),
                error => output.WriteLine(error is OperationCanceledException ? "cancelled" : "failed"));

            // The writer continues when the bytes before have been read.
            var writer = Sink.To<ByteChunk>(_ =>
            {
                if (appended.TryDequeue(out var text))
                    File.AppendAllText(path, text);
                else
                    stop.Cancel();
            });

            File.AppendAllText(path, "green tea\n");
            var following = new FollowedFile(path, new() { FromStart = true }).RunAsync(
                Stage.Broadcast(new LineSplitter(Grep("tea", printer)), writer), cancellationToken: stop.Token);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
            Assert.Equal("green tea\nblack tea\ntea with milk\ncancelled\n", output.ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void CompleteFile_SameStages_LastLineNeedsNoTerminator()
    {
        using var file = new MemoryStream("green tea\r\ncoffee\nblack tea"u8.ToArray());
        file.PushTo(new LineSplitter(Grep("tea", Sink.To(output))));
        Assert.Equal("green tea\nblack tea\n", output.ToString());
    }

    private static CoroutineStage<string, string> Grep(string pattern, IObserver<string> next) =>
        Stage.To<string, string>(next, async (lines, emit) =>
        {
            await foreach (var line in lines)
            {
                if (line.Contains(pattern, StringComparison.Ordinal))
                    emit(line);
            }
        });
}
