using System.Text;
using CoroFsm.Scxml.Tests.Support;

namespace CoroFsm.Scxml.Tests.Documents;

/// <summary>Documents come from streams, bytes and text, in any encoding of the parser.</summary>
public sealed class LoadTests
{
    private const string Snowman = "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" name=\"\u2603\"><state id=\"\u00E9t\u00E9\"/></scxml>";

    public static TheoryData<string> Declarations { get; } =
        ["", "<?xml version=\"1.0\"?>", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n",
            "\uFEFF"];

    [Theory]
    [MemberData(nameof(Declarations))]
    public void Load_OfText_IgnoresTheEncodingThatItDeclares(string declaration)
    {
        var document = ScxmlDocument.Load(declaration + Snowman);
        Assert.Equal(("\u2603", "\u00E9t\u00E9"), (document.Name, document.InitialState));
    }

    [Fact]
    public void Load_OfTextWithADeclaration_KeepsPositions()
    {
        var error = Assert.Throws<InvalidScxmlException>(() => ScxmlDocument.Load("<?xml version=\"1.0\"?><scxml/>"));
        Assert.Equal((1, 22), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("utf-8", "UTF-8")]
    [InlineData("utf-16", "UTF-16")]
    [InlineData("utf-16BE", "UTF-16")]
    public void Load_OfBytesAndStream_ReadsTheEncoding(string encoding, string declared)
    {
        var coding = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. coding.GetPreamble(), .. coding.GetBytes($"<?xml version=\"1.0\" encoding=\"{declared}\"?>{Snowman}")];
        Assert.Equal("\u2603", ScxmlDocument.Load(bytes).Name);
        using MemoryStream stream = new(bytes);
        Assert.Equal("\u2603", ScxmlDocument.Load(stream).Name);
        Assert.True(stream.CanRead);
    }

    [Fact]
    public void Chart_OfADocument_HasItsStatesAndDescriptors()
    {
        var document = Doc.Load(
            "<state id='a'><transition event='x.* y' target='b'/><state><transition cond=\"In('a')\" target='b'/></state></state>"
                + "<final id='b'/>",
            "name='n' datamodel='null'");
        Assert.Equal(("n", "null", "a"), (document.Name, document.DataModel, document.InitialState));
        var graph = Diagnostics.StateGraph.Of(document.Chart, document.InitialState);
        Assert.Equal(["a", "state_2", "b"], graph.Nodes.Select(static node => node.Name));
        Assert.Contains(graph.Edges, static edge => edge is { Trigger: "x", To.Name: "b" });
        Assert.Contains(graph.Edges, static edge => edge is { Trigger: "y", To.Name: "b" });
        Assert.Contains(graph.Edges, static edge => edge.Guard == "In('a')");
    }

    /// <summary>A generated identifier is never one that the document has.</summary>
    [Fact]
    public void Chart_OfStatesWithoutIdentifier_HasGeneratedOnes()
    {
        var document = Doc.Load("<state/><state id='state_1'/><state id='state_1_'/>");
        Assert.Equal("state_1__", document.InitialState);
    }

    [Fact]
    public void Load_WithSources_ReadsTheResolver()
    {
        var directory = Directory.CreateTempSubdirectory("scxml");
        try
        {
            File.WriteAllText(Path.Combine(directory.FullName, "code.js"), "var v = 2;");
            File.WriteAllText(Path.Combine(directory.FullName, "data.json"), "[1,2,3]");
            var document = Doc.Load(
                "<datamodel><data id='d' src='file:data.json'/></datamodel><script src='code.js'/><state><onentry>"
                    + "<log expr='d.length + v'/></onentry></state>",
                "datamodel='ecmascript'",
                new() { Resolver = ScxmlResolver.FromDirectory(directory.FullName) });
            using CancellationTokenSource cancellation = new();
            var session = document.Start(new() { DataModel = Doc.EcmaScript }, cancellation.Token);
            Assert.Equal("5", session.Logged());
            cancellation.Cancel();
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("<script src='x'/><state/>")]
    [InlineData("<datamodel><data id='d' src='x'/></datamodel><state/>")]
    public void Load_WithALongSource_NamesTheLimit(string content)
    {
        var error = Assert.Throws<InvalidScxmlException>(() =>
            Doc.Load(content, "datamodel='other'", new() { Resolver = new Long(), MaxDocumentLength = 100_000 }));
        Assert.Contains("MaxDocumentLength", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>("MaxStates", static () => new ScxmlLoadOptions { MaxStates = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("MaxDepth", static () => new ScxmlLoadOptions { MaxDepth = 513 });
        Assert.Throws<ArgumentOutOfRangeException>("MaxSessions", static () => new ScxmlOptions { MaxSessions = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ScxmlOptions { MaxDelay = TimeSpan.FromTicks(-1) });
    }

    private sealed class Long : ScxmlResolver
    {
        public override Stream Open(string source) => new MemoryStream(new byte[1 << 20]);
    }
}
