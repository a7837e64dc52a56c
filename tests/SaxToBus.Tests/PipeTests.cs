using System.Text;

namespace SaxToBus.Tests;

/// <summary>Standard input that grows while it is read.</summary>
public sealed class PipeTests
{
    private static readonly string[] All = ["--format", "csv", "--route", "any", "--direction", "any"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Ways =>
        ["--source push", "--source xmlreader", "--source push --threads", "--source xmlreader --threads", "--chunk 1"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Pipe_ByteByByte_ShowsRowWithItsLastByte(string way)
    {
        using var sample = Sample.Start(readsOutput: false, ["-", .. way.Split(' '), .. All]);
        await SendAsync(sample, "<buses>\n");
        for (var i = 1; i <= 3; i++)
        {
            foreach (var c in $"<bus><id>{i}</id><route>22</route></bus>")
                await SendAsync(sample, c.ToString());
            Assert.Equal($"22,{i},\"\",,", await sample.Output.ReadLineAsync(Cancellation));
        }

        await SendAsync(sample, "</buses>");
        sample.Input.Close();
        Assert.Equal(0, (await sample.EndAsync()).ExitCode);
    }

    /// <summary>Bytes that keep coming must not keep a row from being shown.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Pipe_SlowInput_ShowsRowBeforeEnd(string way)
    {
        const int Enough = 5_000_000;        // the writer of rows may have to wait for a processor
        using var sample = Sample.Start(readsOutput: false, ["-", .. way.Split(' '), .. All]);
        var row = sample.Output.ReadLineAsync(Cancellation).AsTask();
        await SendAsync(sample, "<buses><bus><id>1</id><route>22</route></bus>");
        var sent = 0;
        for (; !row.IsCompleted && sent < Enough; sent++)
            await SendAsync(sample, " ");
        Assert.NotEqual(Enough, sent);
        Assert.Equal("22,1,\"\",,", await row);
        await SendAsync(sample, "</buses>");
        sample.Input.Close();
        Assert.Equal(0, (await sample.EndAsync()).ExitCode);
    }

    private static async Task SendAsync(Sample sample, string text)
    {
        await sample.Input.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);
        await sample.Input.FlushAsync(Cancellation);
    }
}
