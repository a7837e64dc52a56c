using System.Text;
using CoroFsm.Parsers.Lines;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Tests;

/// <summary>The search for cycles follows the parsing stages.</summary>
public sealed class CycleTests
{
    [Fact]
    public void Subscribe_ThroughLines_IsRefusedNamingTheStages()
    {
        var fan = Stage.Broadcast<ByteChunk>();
        var back = new LineSplitter(Stage.Map((string line) => new ByteChunk(Encoding.UTF8.GetBytes(line)), fan));
        var message = Assert.Throws<PipelineCycleException>(() => fan.Subscribe(back)).Message;
        Assert.Contains("Broadcast -> LineSplitter -> LineStrings -> Map -> Broadcast", message);
    }

    [Fact]
    public void Subscribe_ThroughXml_IsRefusedNamingTheStages()
    {
        var fan = Stage.Broadcast<SaxEvent>();
        using var threaded = new ThreadedSaxStage(fan);
        var message = Assert.Throws<PipelineCycleException>(() => fan.Subscribe(new TextCoalescer(threaded))).Message;
        Assert.Contains("Broadcast -> TextCoalescer -> ThreadedSax -> Broadcast", message);
    }
}
