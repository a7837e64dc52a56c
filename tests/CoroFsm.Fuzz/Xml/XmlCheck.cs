using System.Xml;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Fuzz.Xml;

/// <summary>
/// Checks the push parser with a document: equal output for any chunks, agreement with XmlReader, only documented exceptions, and bounded
/// memory.
/// </summary>
internal static class XmlCheck
{
    /// <summary>Separates the events from the error; no event can contain it.</summary>
    internal const string ErrorMark = "\n\0 ";

    /// <summary>
    /// A tag of four bytes can be two events, and a text of one byte one. Entities create more events, within their limits.
    /// </summary>
    private const int EventsPerByte = 2;

    private const int MaxAllocation = 256 << 10;
    private const int MaxAllocationPerByte = 200;

    /// <summary>Gets the options that a document is parsed with; the first are the defaults.</summary>
    internal static IReadOnlyList<XmlPushOptions> AllOptions { get; } =
    [
        XmlPushOptions.Default,
        new() { Dtd = XmlDtdMode.Process, MaxEntityExpansion = 20_000 },
        new() { Dtd = XmlDtdMode.Skip, Namespaces = false },
        new() { IsFragment = true },
        new()
        {
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            MaxDepth = 4,
            MaxNameLength = 12,
            MaxAttributes = 3,
            MaxNamespaceDeclarations = 2,
            MaxValueLength = 40,
            MaxTagLength = 120,
            MaxDocumentLength = 300,
        },
    ];

    /// <summary>Checks a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="random">The random source for the chunks.</param>
    /// <param name="outcomes">Receives the outcome for each of the options; null: none.</param>
    /// <returns>The fault; null if there is none.</returns>
    internal static string? FindFault(byte[] document, Random random, Action<XmlPushOptions, string>? outcomes = null)
    {
        foreach (var options in AllOptions)
        {
            try
            {
                var fault = FindFault(document, options, random, out var whole);
                outcomes?.Invoke(options, whole);
                if (fault is not null)
                    return $"{fault}\noptions: {options}";
            }
            catch (Exception error)
            {
                return $"{error}\noptions: {options}";
            }
        }

        return null;
    }

    private static string? FindFault(byte[] document, XmlPushOptions options, Random random, out string whole)
    {
        whole = Push(document, options, () => document.Length, out var transcript);
        var most = random.Next(3) == 0 ? 64 : 8;
        foreach (var nextSize in new Func<int>[] { () => 1, () => random.Next(1, most), () => random.Next(0, document.Length + 1) })
        {
            var cut = Push(document, options, nextSize, out _);
            if (cut != whole)
                return $"In chunks:{cut}\nwhole:{whole}";
        }

        if (FindGreed(document, options) is { } greed)
            return greed;
        return ReferenceEquals(options, XmlPushOptions.Default) ? FindDifference(document, whole, transcript) : null;
    }

    private static string Push(byte[] document, XmlPushOptions options, Func<int> nextSize, out XmlTranscript transcript)
    {
        transcript = new((EventsPerByte * document.Length) + options.MaxEntityExpansion);
        using var parser = new XmlPushParser(transcript, options);
        try
        {
            Feed(parser, document, nextSize);
        }
        catch (XmlPushException error) when (ReferenceEquals(error, transcript.Error))
        {
            return $"{transcript}{ErrorMark}{error.LineNumber}:{error.LinePosition}@{error.ByteOffset} {error.Message}";
        }

        if (!transcript.IsCompleted)
            throw new InvalidOperationException("Complete() returned, but the observer was not notified.");
        return transcript.ToString();
    }

    private static void Feed<THandler>(XmlPushParser<THandler> parser, byte[] document, Func<int> nextSize)
        where THandler : struct, IObserver<SaxEvent>
    {
        for (var at = 0; at < document.Length;)
        {
            var size = Math.Min(nextSize(), document.Length - at);
            parser.Feed(document.AsSpan(at, size));
            at += size;
        }

        parser.Complete();
    }

    /// <summary>Checks that memory grows only with the document.</summary>
    private static string? FindGreed(byte[] document, XmlPushOptions options)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var parser = new XmlPushParser<Ignoring>(default, options);
        try
        {
            Feed(parser, document, () => document.Length);
        }
        catch (XmlPushException)
        {
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated > MaxAllocation + ((long)MaxAllocationPerByte * document.Length)
            ? $"{allocated} bytes were allocated for {document.Length}."
            : null;
    }

    private static string? FindDifference(byte[] document, string whole, XmlTranscript pushed)
    {
        var pulled = new XmlTranscript(long.MaxValue, withPositions: false);
        string? refusal = null;
        try
        {
            new XmlReaderSource(new MemoryStream(document)).Run(pulled);
        }
        catch (XmlException error)
        {
            refusal = error.Message;
        }

        if (refusal is null != pushed.Error is null)
            return IsKnownDifference(document, pushed, refusal)
                ? null
                : $"XmlReader {(refusal is null ? "accepts" : "says " + refusal)}, but: {whole}";
        if (refusal is not null)
            return null;
        var events = new XmlTranscript(long.MaxValue, withPositions: false);
        using var parser = new XmlPushParser(events);
        Feed(parser, document, () => document.Length);
        return events.ToString() == pulled.ToString() ? null : $"XmlReader gives {pulled}\nbut: {events}";
    }

    private static bool IsKnownDifference(byte[] document, XmlTranscript pushed, string? refusal)
    {
        // XmlReader has no such limits.
        if (pushed.Error is { } error && error.Message.Contains(nameof(XmlPushOptions), StringComparison.Ordinal))
            return true;

        // XmlReader supports the names of the fourth edition, only version 1.0, and fewer encoding names.
        if (refusal is not null)
            return pushed.HasNameBeyondAscii
                || refusal.StartsWith("Version number", StringComparison.Ordinal)
                || refusal.StartsWith("System does not support", StringComparison.Ordinal);

        // XmlReader ignores a truncated last character, is lenient with declarations including the bytes of the version, and supports
        // more encodings.
        return MessageContains(pushed, "The input ends inside a character")
            || MessageContains(pushed, "A version 1.x is expected")
            || MessageContains(pushed, "The declaration names the encoding")
            || MessageContains(pushed, "is not supported")
            || MessageContains(pushed, "is not US-ASCII")
            || (MessageContains(pushed, "are not UTF-8")
                && document.AsSpan(0, (int)((XmlPushException)pushed.Error!).ByteOffset).IndexOf("?>"u8) < 0)
            || MessageContains(pushed, "cannot have the prefix xmlns");
    }

    private static bool MessageContains(XmlTranscript pushed, string text) =>
        pushed.Error!.Message.Contains(text, StringComparison.Ordinal);

    private readonly struct Ignoring : IObserver<SaxEvent>
    {
        public void OnNext(SaxEvent value)
        {
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
