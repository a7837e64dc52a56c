using System.IO.Pipelines;
using System.Text;
using CoroFsm.Parsers.Lines;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Tests.Xml;

/// <summary>Each message names the cause that its reader can act on.</summary>
public sealed class MessageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        "<!DOCTYPE a [<!ENTITY % p SYSTEM 'x'>%p;<!ENTITY e 'v'>]><a>&e;</a>",
        "The entity e is declared behind a reference to a parameter entity that is not read")]
    [InlineData(
        "<!DOCTYPE a [%p;<!ENTITY e SYSTEM 'v'>]><a b='&e;'/>",
        "The entity e is declared behind a reference to a parameter entity that is not read")]
    [InlineData(
        "<!DOCTYPE a [<!ENTITY % p SYSTEM 'x'>%p;<!ENTITY e 'v'>]><a>&f;</a>",
        "The entity f is not declared inside the document, and nothing outside it is loaded")]
    [InlineData("<!DOCTYPE a [<!ENTITY e 'v'>]><a>&f;</a>", "The entity f is not declared. If no reference is meant")]
    public void Feed_UnknownEntity_ReportsReason(string document, string message)
    {
        using var parser = new XmlPushParser(Sink.Ignore<SaxEvent>(), new() { Dtd = XmlDtdMode.Process });
        Assert.StartsWith(
            message,
            Assert.Throws<XmlPushException>(() => parser.Feed(Encoding.UTF8.GetBytes(document))).Message,
            StringComparison.Ordinal);
        parser.Reset();
        Assert.Contains("is not declared. If", Assert.Throws<XmlPushException>(() => parser.Feed("<a>&e;</a>"u8)).Message);
    }

    [Theory]
    [InlineData("<?xml version='1.0' standalone='yes'?><!DOCTYPE a [<!ENTITY % p SYSTEM 'x'>%p;<!ENTITY e 'v'>]><a>&e;</a>")]
    [InlineData("<!DOCTYPE a [<!ENTITY e 'v'>%p;<!ENTITY e 'w'>]><a>&e;</a>")]
    public void Feed_DeclaredEntity_IsExpanded(string document)
    {
        var log = new EventLog();
        using var parser = new XmlPushParser(log, new() { Dtd = XmlDtdMode.Process });
        parser.Feed(Encoding.UTF8.GetBytes(document));
        Assert.Contains("T v", log.Lines);
    }

    [Fact]
    public async Task AnyCall_ParserIsDisposed_NamesTheParser()
    {
        var parser = new XmlPushParser(new EventLog());
        var fast = new XmlPushParser<SaxObserver>(new(new EventLog()));
        parser.Dispose();
        fast.Dispose();
        Action[] calls =
        [
            () => parser.Feed("<a/>"u8),
            parser.Complete,
            parser.Reset,
            parser.Restart,
            () => fast.Feed("<a/>"u8),
            fast.Complete,
            fast.Reset,
            fast.Restart,
        ];
        Assert.All(calls, call => Assert.Equal(typeof(XmlPushParser).FullName, Assert.Throws<ObjectDisposedException>(call).ObjectName));
        Assert.Equal(
            typeof(XmlPushParser).FullName,
            (await Assert.ThrowsAsync<ObjectDisposedException>(
                () => fast.FeedAsync(Stream.Null, cancellationToken: Cancellation))).ObjectName);
    }

    [Fact]
    public async Task FeedAsync_WhileAnotherRuns_IsRefusedAndFirstContinues()
    {
        var log = new EventLog();
        using var parser = new XmlPushParser(log);
        var pipe = new Pipe(new(
            readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
        var first = parser.FeedAsync(pipe.Reader, cancellationToken: Cancellation);
        await pipe.Writer.WriteAsync("<a>"u8.ToArray(), Cancellation);      // is parsed when the call returns
        Assert.Equal(["S a"], log.Lines);

        var errors = new[]
        {
            await Record.ExceptionAsync(() => parser.FeedAsync(new MemoryStream("<b/>"u8.ToArray()), cancellationToken: Cancellation)),
            await Record.ExceptionAsync(() => parser.FeedAsync(PipeReader.Create(Stream.Null), cancellationToken: Cancellation)),
            Record.Exception(() => parser.Feed("<b/>"u8)),
            Record.Exception(parser.Complete),
            Record.Exception(() => ((IObserver<ByteChunk>)parser).OnNext("<b/>"u8.ToArray())),
        };
        Assert.All(errors, error => Assert.Contains("has not ended", Assert.IsType<InvalidOperationException>(error).Message));

        await pipe.Writer.WriteAsync("</a>"u8.ToArray(), Cancellation);
        await pipe.Writer.CompleteAsync();
        await first;
        Assert.Equal(["S a", "E a"], log.Lines);
        Assert.True(log.IsCompleted);
    }

    [Theory]
    [InlineData("<a/>")]
    [InlineData("<a></b>")]
    public async Task FeedAsync_AfterFirstEnded_IsAccepted(string document)
    {
        var events = new List<string>();
        using var parser = new XmlPushParser(Sink.To<SaxEvent>(e => events.Add(e.ToString())));
        await Record.ExceptionAsync(
            () => parser.FeedAsync(new MemoryStream(Encoding.UTF8.GetBytes(document)), cancellationToken: Cancellation));
        parser.Reset();
        await parser.FeedAsync(new MemoryStream("<c/>"u8.ToArray()), cancellationToken: Cancellation);
        parser.Reset();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => parser.FeedAsync(Stream.Null, cancellationToken: cancelled.Token));
        parser.Reset();
        parser.Feed("<d/>"u8);
        Assert.Equal(["StartElement c", "EndElement c", "StartElement d", "EndElement d"], events.TakeLast(4));
    }

    [Fact]
    public async Task FeedAsync_FromCompletionOfFirst_IsAccepted()
    {
        XmlPushParser? parser = null;
        var documents = 0;
        Task second = Task.CompletedTask;
        parser = new(Sink.To<SaxEvent>(_ => { }, () =>
        {
            if (++documents > 1)
                return;
            parser!.Reset();
            second = parser.FeedAsync(new MemoryStream("<b/>"u8.ToArray()), cancellationToken: Cancellation);
        }));
        await parser.FeedAsync(new MemoryStream("<a/>"u8.ToArray()), cancellationToken: Cancellation);
        await second;
        Assert.Equal(2, documents);
        parser.Dispose();
    }

    [Fact]
    public void AnyMember_DefaultValue_Throws()
    {
        var none = default(SaxEvent);
        Action[] reads =
        [
            () => _ = none.Name, () => _ = none.LocalName, () => _ = none.Prefix, () => _ = none.NamespaceUri,
            () => _ = none.Attributes.Count, () => _ = none.Text.Length, () => _ = none.Line, () => _ = none.Column,
            () => _ = none.ByteOffset, () => _ = none.GetText(), () => none.Detach(), () => none.IsStart("a"),
            () => none.TryParse<int>(out _),
            () => _ = default(SaxAttributes).Count, () => default(SaxAttributes).IndexOf("a"), () => default(SaxAttributes).GetValue("a"),
            () => _ = default(SaxAttributes)[0], () => _ = default(SaxAttributes).ToList(),
            () => _ = default(TextLine).Utf8.Length, () => _ = default(TextLine).ByteOffset, () => default(TextLine).GetString(),
            () => default(TextLine).Detach(), () => _ = default(TextLine).IsTruncated,
        ];
        Assert.All(reads, read =>
        {
            var message = Assert.Throws<InvalidOperationException>(read).Message;
            Assert.Contains("default(", message);
            Assert.DoesNotContain("over", message);
        });
        Assert.DoesNotContain("over", none.ToString());
        Assert.DoesNotContain("over", default(TextLine).ToString());
    }

    [Theory]
    [InlineData("UTF-16", "utf-8", "UTF-8")]
    [InlineData("utf16", "utf-8", "UTF-8")]
    [InlineData("UTF-8", "utf-16", "UTF-16LE")]
    [InlineData("UTF-16LE", "utf-16BE", "UTF-16BE")]
    [InlineData("latin1", "utf-16", "UTF-16LE")]
    public void Feed_MismatchedDeclaration_NamesBothEncodings(string name, string encoding, string found)
    {
        using var parser = new XmlPushParser(new EventLog());
        var error = Assert.Throws<XmlPushException>(
            () => parser.Feed(Encoding.GetEncoding(encoding).GetBytes($"<?xml version='1.0' encoding='{name}'?><a/>")));
        Assert.StartsWith(
            $"The declaration names the encoding {name}, but the first bytes are {found}.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8", "UTF-8", "utf8", "UTF8", "csUTF8")]
    [InlineData("utf-16", "utf-16", "UTF16", "utf16", "UTF-16LE", "utf16le", "csUTF16", "ISO-10646-UCS-2")]
    [InlineData("utf-16BE", "utf-16", "utf16", "UTF-16BE", "utf16be")]
    [InlineData(
        "iso-8859-1", "ISO-8859-1", "ISO_8859-1", "iso8859-1", "latin1", "latin-1", "L1", "iso-ir-100", "IBM819", "cp819", "csISOLatin1")]
    [InlineData(
        "us-ascii", "US-ASCII", "ascii", "ANSI_X3.4-1968", "ANSI_X3.4-1986", "ISO646-US", "iso-ir-6", "us", "IBM367", "cp367", "csASCII")]
    public void Feed_EncodingByAnyOfItsNames_IsRead(string encoding, params string[] names)
    {
        var text = encoding == "us-ascii" ? "x" : "é";
        foreach (var name in names)
        {
            var log = new EventLog();
            using var parser = new XmlPushParser(log);
            parser.Feed(Encoding.GetEncoding(encoding).GetBytes($"<?xml version='1.0' encoding='{name}'?><a>{text}</a>"));
            parser.Complete();
            Assert.Contains($"T {text}", log.Lines);
        }
    }

    [Theory]
    [InlineData("windows-1252")]
    [InlineData("UTF-7")]
    [InlineData("UTF-32")]
    public void Feed_OtherEncoding_IsRefusedByName(string name)
    {
        using var parser = new XmlPushParser(new EventLog());
        var error = Assert.Throws<XmlPushException>(
            () => parser.Feed(Encoding.UTF8.GetBytes($"<?xml version='1.0' encoding='{name}'?><a/>")));
        Assert.StartsWith($"The encoding {name} is not supported.", error.Message, StringComparison.Ordinal);
    }
}
