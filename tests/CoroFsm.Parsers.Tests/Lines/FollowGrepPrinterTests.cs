using CoroFsm.Parsers.Lines;

namespace CoroFsm.Parsers.Tests.Lines;

/// <summary>The course's first pipeline: follows a log and prints matching lines as they are written.</summary>
public sealed class FollowGrepPrinterTests
{
    [Fact]
    public async Task RunAsync_FollowGrepPrinter_PrintsMatchingLinesAsTheyAreWritten()
    {
        await using var log = new Following();
        log.Append("python was here before\n");
        using var output = new StringWriter { NewLine = "\n" };
        using var printer = Machine.Start<string>(lines => Print(lines, output));
        using var grep = Machine.Start<string>(lines => Grep(lines, "python", printer));
        var splitter = new LineSplitter((IObserver<string>)grep);
        log.Next = splitter.OnNext;

        await log.Start();
        log.Append("a first line\nsomething else\na python in the grass\n");
        await log.Look();
        Assert.Equal("a python in the grass\n", output.ToString());

        log.Append("more pyth");
        await log.Look();
        log.Append("on\nbye\n");
        await log.Look();
        Assert.Equal("a python in the grass\nmore python\n", output.ToString());
    }

    private static async Coroutine Grep(Inbox<string> lines, string pattern, IObserver<string> target)
    {
        await foreach (var line in lines)
        {
            if (line.Contains(pattern, StringComparison.Ordinal))
                target.OnNext(line);
        }

        target.OnCompleted();
    }

    private static async Coroutine Print(Inbox<string> lines, TextWriter output)
    {
        await foreach (var line in lines)
            output.WriteLine(line);
    }
}
