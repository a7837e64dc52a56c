using System.IO.Compression;
using System.Text;
using CoroFsm.Testing;

namespace SaxToBus.Tests;

/// <summary>Feeds that are compressed, or whose encoding the server states.</summary>
public sealed class EncodingTests : IDisposable
{
    private const string Name = "Zürich Höngg ß";
    private static readonly string[] All = ["--route", "any", "--direction", "any", "--format", "csv"];
    private readonly OddServer server = new();
    private readonly string path = Path.GetTempFileName();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("iso-8859-1", "iso-8859-1", "")]
    [InlineData("ISO-8859-1", "iso-8859-1", "<?xml version='1.0'?>\n")]
    [InlineData("\"iso-8859-1\"", "iso-8859-1", "<?xml version='1.0' encoding='UTF-8'?>\n")]
    [InlineData("iso-8859-1", "iso-8859-1", "<?xml version='1.0' encoding='ISO-8859-1' standalone='yes'?>\n")]
    [InlineData("windows-1252", "iso-8859-1", "<?xml version=\"1.0\" encoding=\"windows-1252\"?>\n")]
    [InlineData("utf-8", "utf-8", "<?xml version='1.0' encoding='ISO-8859-1'?>\n")]
    [InlineData("utf-8", "utf-8", "")]
    [InlineData("utf-16le", "utf-16", "<?xml version='1.0' encoding='utf-16'?>\n")]
    [InlineData("", "utf-8", "")]
    [InlineData("", "iso-8859-1", "<?xml version='1.0' encoding='ISO-8859-1'?>\n")]
    public async Task Show_Charset_OverridesTheDeclaration(string charset, string encoding, string declaration)
    {
        var body = Encoding.GetEncoding(encoding).GetBytes(declaration + Feed);
        server.Answers(
            "200 OK", charset.Length == 0 ? "Content-Type: text/xml\r\n" : $"Content-Type: text/xml; charset={charset}\r\n", body);
        await AssertReadAsync();
    }

    [Theory]
    [InlineData("utf-8", "iso-8859-1")]
    [InlineData("utf-16", "utf-8")]
    [InlineData("utf-16BE", "us-ascii")]
    public async Task Show_ByteOrderMark_OverridesTheCharset(string encoding, string charset)
    {
        var actual = Encoding.GetEncoding(encoding);
        server.Answers("200 OK", $"Content-Type: text/xml; charset={charset}\r\n", [.. actual.GetPreamble(), .. actual.GetBytes(Feed)]);
        await AssertReadAsync();
    }

    [Theory]
    [InlineData("klingon", "the server sends the charset klingon, which is unknown")]
    [InlineData("us-ascii", "the answer has bytes that do not belong to the charset that the server states")]
    public async Task Show_BadCharset_PrintsOneLine(string charset, string message)
    {
        server.Answers("200 OK", $"Content-Type: text/xml; charset={charset}\r\n", Encoding.UTF8.GetBytes(Feed));
        foreach (var source in new[] { "push", "xmlreader" })
        {
            var result = await InProcess.RunAsync([], [server.Address, .. All, "--source", source]);
            Assert.Equal((2, $"{server.Address}: {message}"), (result.ExitCode, Assert.Single(result.ErrorLines)));
        }
    }

    [Fact]
    public async Task Show_Charset_PositionsAreThoseOfTheDocument()
    {
        server.Answers(
            "200 OK",
            "Content-Type: text/xml; charset=utf-8\r\n",
            "<?xml version='1.0' encoding='ISO-8859-1'?><buses><bus></buses>"u8.ToArray());
        foreach (var source in new[] { "push", "xmlreader" })
            Assert.StartsWith(
                $"{server.Address}(1,58): ",
                Assert.Single((await InProcess.RunAsync([], [server.Address, .. All, "--source", source])).ErrorLines));
    }

    [Theory]
    [InlineData("Content-Type: text/xml\r\nContent-Encoding: gzip\r\n")]
    [InlineData("Content-Type: text/xml\r\nContent-Encoding: x-gzip\r\n")]
    [InlineData("Content-Type: text/xml\r\nContent-Encoding: X-GZip, identity\r\n")]
    [InlineData("Content-Type: application/gzip\r\n")]
    [InlineData("Content-Type: application/x-gzip\r\n")]
    [InlineData("Content-Type: Application/X-Gzip\r\n")]
    [InlineData("Content-Type: application/octet-stream\r\n")]
    [InlineData("Content-Type: APPLICATION/OCTET-STREAM\r\n")]
    [InlineData("Content-Type: text/xml\r\n")]
    [InlineData("")]
    [InlineData("Content-Type: text/xml; charset=iso-8859-1\r\nContent-Encoding: x-gzip\r\n", "iso-8859-1")]
    public async Task Show_Compressed_IsRead(string headers, string encoding = "utf-8")
    {
        server.Answers("200 OK", headers, Packed(Encoding.GetEncoding(encoding).GetBytes(Feed)));
        await AssertReadAsync();
    }

    [Theory]
    [InlineData("TEXT/PLAIN")]
    [InlineData("Application/Octet-Stream")]
    [InlineData("Text/XML")]
    public async Task Show_MediaTypeInAnyCase_IsRead(string type)
    {
        server.Answers("200 OK", $"Content-Type: {type}\r\n", Encoding.UTF8.GetBytes(Feed));
        await AssertReadAsync();
    }

    [Fact]
    public async Task Show_XhtmlInAnyCase_IsRefused()
    {
        server.Answers("200 OK", "Content-Type: Application/XHTML+XML\r\n", Encoding.UTF8.GetBytes(Feed));
        var result = await InProcess.RunAsync([], server.Address);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("the server sends Application/XHTML+XML", Assert.Single(result.ErrorLines), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Show_UnlabelledCompressedBeyondLimit_IsRefused()
    {
        server.Answers(
            "200 OK",
            "Content-Type: application/octet-stream\r\n",
            Packed(Encoding.UTF8.GetBytes($"<buses>{new string(' ', 20 << 20)}</buses>")));
        var result = await InProcess.RunAsync([], server.Address);
        Assert.Equal(
            (2, $"{server.Address}: the document unpacks to more than 100 times its length, as no feed does"),
            (result.ExitCode, Assert.Single(result.ErrorLines)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public async Task Show_CompressedPipe_IsRead(int piece)
    {
        var packed = Packed(Feeds.Embedded);
        foreach (var way in SiriTests.Ways.Select(way => (string)way.Data))
        {
            using var output = new MemoryStream();
            await using var error = new StringWriter { NewLine = "\n" };
            var streams = new StandardStreams { OpenInput = () => new Pieces(packed, piece), OpenOutput = () => output, Error = error };
            Assert.Equal(0, await CommandLine.RunAsync(["-", .. All, .. way.Split(' ')], streams));
            Assert.Equal((await InProcess.RunAsync(Feeds.Embedded, ["-", .. All])).Text, Encoding.UTF8.GetString(output.ToArray()));
        }

        var followed = await InProcess.RunAsync(packed, "-", "--follow");
        Assert.Equal(200, followed.Text.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("gzip, gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Show_OtherCompression_PrintsOneLine(string encoding)
    {
        server.Answers("200 OK", $"Content-Type: text/xml\r\nContent-Encoding: {encoding}\r\n", Packed(Encoding.UTF8.GetBytes(Feed)));
        var result = await InProcess.RunAsync([], server.Address);
        Assert.Equal(
            (2, $"{server.Address}: the answer is packed as {encoding}; expected is gzip, or nothing"),
            (result.ExitCode, Assert.Single(result.ErrorLines)));
    }

    [Fact]
    public async Task Show_CompressedFileWithAnyName_IsRead()
    {
        await File.WriteAllBytesAsync(path, Packed(Feeds.Embedded), Cancellation);
        foreach (var way in SiriTests.Ways.Select(way => (string)way.Data))
        {
            var result = await InProcess.RunAsync([], [path, .. All, .. way.Split(' ')]);
            Assert.Equal(0, result.ExitCode);
            Assert.Equal((await InProcess.RunAsync(Feeds.Embedded, ["-", .. All])).Text, result.Text);
        }

        var compared = await InProcess.RunAsync([], "compare", path, "--rounds", "1");
        Assert.Equal((0, ""), (compared.ExitCode, compared.Error));
        Assert.Equal((await InProcess.RunAsync(Feeds.Embedded, "events", "-")).Text, (await InProcess.RunAsync([], "events", path)).Text);
    }

    [Fact]
    public async Task Poll_CompressedFile_IsRead()
    {
        await File.WriteAllBytesAsync(path, Packed(Encoding.UTF8.GetBytes(Feed)), Cancellation);
        var streams = new StandardStreams
        {
            OpenInput = () => Stream.Null,
            OpenOutput = () => Stream.Null,
            Error = TextWriter.Null,
            Time = new SimulatedTime(),
        };
        List<BoardRound> rounds = [];
        List<string> warnings = [];
        using var feed = new FileFeed(path, streams);
        await new Follower(
            new(path, new(null, null), new(XmlSource.Push, null)), streams, rounds.Add, warnings.Add).PollOnceAsync(feed, Cancellation);
        Assert.Equal(Name, Assert.Single(Assert.Single(rounds).Vehicles).Id);
        Assert.Empty(warnings);
    }

    [Fact]
    public async Task Show_BrokenCompressedFile_PrintsOneLine()
    {
        var packed = Packed(Feeds.Embedded);
        foreach (var length in new[] { 2, 3, 10, packed.Length / 2 })
        {
            await File.WriteAllBytesAsync(path, packed[..length], Cancellation);
            var result = await InProcess.RunAsync([], path);
            Assert.Equal(2, result.ExitCode);
            Assert.StartsWith(path, Assert.Single(result.ErrorLines));
        }

        packed.AsSpan(20, 10).Fill(0xFF);
        await File.WriteAllBytesAsync(path, packed, Cancellation);
        Assert.StartsWith(path, Assert.Single((await InProcess.RunAsync([], path)).ErrorLines));
    }

    [Fact]
    public async Task Show_CompressedFileBeyondLimit_IsRefused()
    {
        await using (var file = File.Create(path))
        await using (var packing = new GZipStream(file, CompressionLevel.Fastest))
        {
            await packing.WriteAsync("<buses>"u8.ToArray(), Cancellation);
            for (var i = 0; i < 100; i++)
                await packing.WriteAsync(Encoding.ASCII.GetBytes(new string(' ', 1 << 20)), Cancellation);
        }

        var result = await InProcess.RunAsync([], path);
        Assert.Equal(
            (2, $"{path}: the document unpacks to more than 100 times its length, as no feed does"),
            (result.ExitCode, Assert.Single(result.ErrorLines)));
    }

    [Fact]
    public async Task Follow_GrowingCompressedFile_IsRefusedWithFix()
    {
        await File.WriteAllBytesAsync(path, Packed(Feeds.Embedded), Cancellation);
        var result = await InProcess.RunAsync([], path, "--follow");
        Assert.Equal(2, result.ExitCode);
        Assert.EndsWith("give --every to read it again, or pipe it through gunzip", Assert.Single(result.ErrorLines));
    }

    [Theory]
    [InlineData("push")]
    [InlineData("xmlreader")]
    public async Task Show_DocumentType_AdviceNamesCommandOptions(string source)
    {
        var document = "<!DOCTYPE buses [<!ENTITY e 'x'>]><buses/>"u8.ToArray();
        foreach (var command in new string[][]
        {
            ["-", "--source", source], ["events", "-", "--source", source], ["-", "--source", source, "--threads"],
        })
        {
            var line = Assert.Single((await InProcess.RunAsync(document, command)).ErrorLines);
            Assert.Matches(
                @"^-\(1,\d+\): The document has a document type declaration \(DTD\), which is refused.*"
                    + @"\. No option reads such a document: remove the declaration\.$",
                line);
            Assert.DoesNotContain("Xml", line);
        }
    }

    [Theory]
    [InlineData(
        "A name is longer than 1024 (limit XmlPushOptions.MaxNameLength). Raise the limit if the input is to be trusted.",
        "A name is longer than 1024. This is a limit of --source push, and no option raises it.")]
    [InlineData(
        "Elements nest deeper than 512. Raise XmlReaderSourceOptions.MaxDepth if the document is to be trusted.",
        "Elements nest deeper than 512. This is a limit of --source xmlreader, and no option raises it.")]
    [InlineData("The start tag does not match.", "The start tag does not match.")]
    [InlineData("A second document type declaration; one is allowed.", "A second document type declaration; one is allowed.")]
    public void ForCommandLine_Message_NamesNoClass(string message, string expected) =>
        Assert.Equal(expected, ParserAdvice.ForCommandLine(message));

    public void Dispose()
    {
        server.Dispose();
        File.Delete(path);
    }

    private static string Feed =>
        $"<buses><bus><id>{Name}</id><route>22</route><latitude>1</latitude><longitude>2</longitude></bus></buses>";

    private static byte[] Packed(byte[] document)
    {
        using var bytes = new MemoryStream();
        using (var packing = new GZipStream(bytes, CompressionLevel.Fastest))
            packing.Write(document);
        return bytes.ToArray();
    }

    private async Task AssertReadAsync()
    {
        foreach (var options in new[]
        {
            "--source push", "--source push --chunk 1", "--source xmlreader", "--source xmlreader --chunk 3", "--source push --threads",
        })
        {
            var result = await InProcess.RunAsync([], [server.Address, .. All, .. options.Split(' ')]);
            Assert.Equal("", string.Concat(result.ErrorLines[..^1]));
            Assert.Equal((0, $"22,{Name},\"\",1,2\n"), (result.ExitCode, result.Text));
        }

        foreach (var source in Enum.GetValues<XmlSource>())
        {
            List<string> warnings = [];
            List<BoardRound> rounds = [];
            var streams = new StandardStreams
            {
                OpenInput = () => Stream.Null,
                OpenOutput = () => Stream.Null,
                Error = TextWriter.Null,
                Time = new SimulatedTime(),
            };
            using var feed = new HttpFeed(new(server.Address), WebOptions.Default, streams.Time);
            await new Follower(new(server.Address, new(null, null), new(source, null)), streams, rounds.Add, warnings.Add).PollOnceAsync(
                feed, Cancellation);
            Assert.Empty(warnings);
            Assert.Equal(Name, Assert.Single(rounds[^1].Vehicles).Id);
        }
    }

    /// <summary>Bytes that arrive in pieces.</summary>
    private sealed class Pieces(byte[] bytes, int size) : InputStream
    {
        private int position;

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(Math.Min(buffer.Length, size), bytes.Length - position);
            bytes.AsSpan(position, count).CopyTo(buffer);
            position += count;
            return count;
        }
    }
}
