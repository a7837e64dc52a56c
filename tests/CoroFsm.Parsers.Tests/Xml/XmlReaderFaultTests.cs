using System.Text;
using System.Xml;
using CoroFsm.Fuzz.Xml;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;
using FsCheck;
using FsCheck.Xunit;

namespace CoroFsm.Parsers.Tests.Xml;

/// <summary>
/// For any bytes and any chunks, only the documented exceptions leave a source, and the target receives the same exception.
/// </summary>
public sealed class XmlReaderFaultTests
{
    private static readonly string[] EncodingNames =
        [
            "utf-8", "utf8", "utf-16", "utf-7", "utf-32", "ucs-4", "iso-8859-1", "us-ascii", "windows-1252", "ebcdic-cp-us", "IBM037",
            "gb18030", "shift_jis", "x", "", "é", "a b", "utf-8\0",
        ];

    public static TheoryData<Type, bool> StreamFaults => new()
    {
        { typeof(FormatException), true },
        { typeof(ArgumentException), true },
        { typeof(IndexOutOfRangeException), true },
        { typeof(NullReferenceException), true },
        { typeof(InvalidCastException), true },
        { typeof(DivideByZeroException), true },
        { typeof(IOException), false },
        { typeof(TimeoutException), false },
    };

    [Theory]
    [InlineData("3C3F786D6C2076657273696F6E3D22312E30BF223F3E")]            // a continuation byte in the version
    [InlineData("3C3F786D6C2076657273696F6E3D22312E30C3A9223F3E")]          // é in the version
    [InlineData("3C3F786D6C2076657273696F6E3D22312E30FF223F3E3C612F3E")]
    [InlineData("3C3F786D6C20C3A976657273696F6E3D22312E30223F3E3C612F3E")]
    [InlineData("3C3F786D6C20E282")]
    [InlineData("EFBBBF3C3F786D6C2076657273696F6E3D22312E30BFBFBFBFBF223F3E")]
    public async Task Run_InvalidBytesInDeclarationAtAnyChunking_ThrowsXmlException(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        for (var size = 1; size <= bytes.Length; size++)
        {
            Assert.Null(await FaultOf(bytes, [size]));
            await Assert.ThrowsAnyAsync<XmlException>(
                () => new XmlReaderSource(new ChunkedStream(bytes, size)).RunAsync(new EventLog(), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void Run_StrictDecoderFails_ThrowsXmlExceptionWithInnerException()
    {
        using var reader = new StreamReader(
            new MemoryStream([.. "<a>\n"u8, 0xFF, .. "</a>"u8]), new UTF8Encoding(false, throwOnInvalidBytes: true));
        var log = new EventLog();
        var error = Assert.Throws<XmlException>(() => new XmlReaderSource(reader).Run(log));
        Assert.IsType<DecoderFallbackException>(error.InnerException, exactMatch: false);
        Assert.Contains("XmlPushParser", error.Message);
        Assert.Same(error, log.Error);
    }

    /// <summary>
    /// The stream's own exception cannot be distinguished from a defect of XmlReader: the message names both, and the cause is kept.
    /// </summary>
    [Theory]
    [MemberData(nameof(StreamFaults))]
    public void Run_StreamThrows_ThrowsSameException(Type type, bool isWrapped)
    {
        var fault = (Exception)Activator.CreateInstance(type)!;
        var source = new XmlReaderSource(new FailingStream("<a>"u8.ToArray(), fault));
        var error = Assert.ThrowsAny<Exception>(() => source.Run(new EventLog()));
        Assert.Same(fault, isWrapped ? Assert.IsType<XmlException>(error).InnerException : error);
        if (isWrapped)
        {
            Assert.Contains(
                $"({type.Name}): its bytes may not fit its encoding or its XML declaration, or the stream has failed. See the inner "
                    + "exception, or parse ",
                error.Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Run_CallersReaderFails_ThrowsXmlException()
    {
        var bytes = Convert.FromHexString("3C3F786D6C2076657273696F6E3D22312E30BF223F3E");
        var faults = Enumerable.Range(1, bytes.Length).Select(size =>
        {
            using var reader = XmlReader.Create(new ChunkedStream(bytes, size));
            return Record.Exception(() => new XmlReaderSource(reader).Run(new EventLog()));
        }).ToArray();
        Assert.All(faults, fault => Assert.IsType<XmlException>(fault));
    }

    [Fact]
    public void Run_TargetThrowsFormatException_ThrowsItUnwrapped()
    {
        var error = new FormatException("theirs");
        var source = new XmlReaderSource(new StringReader("<a/>"));
        Assert.Same(error, Assert.Throws<FormatException>(() => source.Run(Sink.To<SaxEvent>(_ => throw error))));
    }

    [Fact]
    public async Task Run_MutatedDocument_ThrowsOnlyDocumentedExceptions()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var document = XmlMutator.Mutate(
                XmlSeeds.All[random.Next(XmlSeeds.All.Count)], XmlSeeds.All[random.Next(XmlSeeds.All.Count)], random);
            Assert.True(
                await FaultOf(document, [1 + random.Next(9)]) is null, $"seed {seed}: {await FaultOf(document, [1 + random.Next(9)])}");
        }
    }

    [Property(MaxTest = 300)]
    public bool Run_AnyBytes_ThrowsOnlyDocumentedExceptions(byte[] bytes, NonEmptyArray<PositiveInt> sizes) =>
        FaultOf(bytes, [.. sizes.Get.Select(s => s.Get)]).GetAwaiter().GetResult() is null;

    [Property(MaxTest = 500)]
    public bool Run_AnyDeclaration_ThrowsOnlyDocumentedExceptions(byte[] changes, byte name, NonEmptyArray<PositiveInt> sizes)
    {
        var bytes = Encoding.UTF8.GetBytes(
            $"<?xml version='1.0' encoding='{EncodingNames[name % EncodingNames.Length]}'?><a b='é'>text</a>");
        for (var i = 0; i + 1 < changes.Length; i += 2)
            bytes[changes[i] * bytes.Length / 256] = changes[i + 1];
        return FaultOf(bytes, [.. sizes.Get.Select(s => s.Get)]).GetAwaiter().GetResult() is null;
    }

    /// <summary>Runs every source over the bytes.</summary>
    /// <returns>The fault; null if there is none.</returns>
    private static async Task<string?> FaultOf(byte[] bytes, int[] sizes)
    {
        Func<IObserver<SaxEvent>, Task>[] runs =
        [
            target => Synchronously(() => new XmlReaderSource(new ChunkedStream(bytes, sizes)).Run(target)),
            target => new XmlReaderSource(new ChunkedStream(bytes, sizes)).RunAsync(target),
            target => Synchronously(() => new XmlReaderSource(new StreamReader(new ChunkedStream(bytes, sizes))).Run(target)),
            target => Synchronously(() =>
            {
                using var reader = XmlReader.Create(
                    new ChunkedStream(bytes, sizes),
                    new() { DtdProcessing = DtdProcessing.Parse, XmlResolver = null, MaxCharactersFromEntities = 10_000 });
                new XmlReaderSource(reader).Run(target);
            }),
            target => Synchronously(() =>
            {
                using var parser = new XmlPushParser(target, new() { Dtd = XmlDtdMode.Process });
                foreach (var piece in Pieces.Of(bytes, sizes))
                    parser.Feed(piece.Span);
                parser.Complete();
            }),
        ];
        for (var i = 0; i < runs.Length; i++)
        {
            var log = new EventLog();
            var error = await Record.ExceptionAsync(() => runs[i](log));
            if (error is not (null or XmlException { LineNumber: > 0, LinePosition: > 0 })
                || !ReferenceEquals(error, log.Error)
                || log.IsCompleted != error is null)
                return $"source {i} over {Convert.ToHexString(bytes)}: {error}";
        }

        return null;

        static Task Synchronously(Action run)
        {
            run();
            return Task.CompletedTask;
        }
    }

    private sealed class FailingStream(byte[] bytes, Exception fault) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => Position < Length ? base.Read(buffer) : throw fault;

        public override int Read(byte[] buffer, int offset, int count) =>
            Position < Length ? base.Read(buffer, offset, count) : throw fault;
    }
}
