using System.Text;

namespace SaxToBus;

/// <summary>A document whose encoding was stated outside it, as UTF-8.</summary>
/// <remarks>
/// A byte order mark overrides the stated encoding, and that overrides the document's own declaration (RFC 7303, 3). The encoding in the
/// declaration becomes spaces, so that no parser takes it, and all positions stay the same.
/// </remarks>
/// <param name="inner">The document.</param>
/// <param name="encoding">The encoding that was stated.</param>
internal sealed class CharsetStream(Stream inner, Encoding encoding) : InputStream
{
    /// <summary>The maximum length of an XML declaration that is looked for.</summary>
    private const int MaxDeclaration = 512;

    private Stream? document;
    private ReadOnlyMemory<byte> begin;

    public override int Read(Span<byte> buffer)
    {
        var copy = new byte[buffer.Length];
        var count = ReadAsync(copy).AsTask().GetAwaiter().GetResult();
        copy.AsSpan(0, count).CopyTo(buffer);
        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        document ??= await OpenAsync(cancellationToken);
        if (begin.IsEmpty)
            return await document.ReadAsync(buffer, cancellationToken);

        var count = Math.Min(buffer.Length, begin.Length);
        begin[..count].CopyTo(buffer);
        begin = begin[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        var mark = new byte[3];
        var length = await inner.ReadAtLeastAsync(mark, mark.Length, throwOnEndOfStream: false, cancellationToken);
        if (mark.AsSpan(0, length) is [0xEF, 0xBB, 0xBF] or [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..])
        {
            begin = mark.AsMemory(0, length);
            return inner;
        }

        var whole = new PrefixedStream(mark.AsMemory(0, length), inner);
        Stream decoded = encoding.CodePage == Encoding.UTF8.CodePage
            ? whole
            : Encoding.CreateTranscodingStream(whole, encoding, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

        // The beginning in pieces, up to the end of a declaration: a live document may pause behind it.
        var start = new byte[MaxDeclaration];
        var count = 0;
        while (count < start.Length && CanBeDeclaration(start.AsSpan(0, count)))
        {
            var more = await decoded.ReadAsync(start.AsMemory(count), cancellationToken);
            if (more == 0)
                break;
            count += more;
        }

        WithoutEncoding(start.AsSpan(0, count));
        begin = start.AsMemory(0, count);
        return decoded;
    }

    private static bool CanBeDeclaration(ReadOnlySpan<byte> start)
    {
        var opening = "<?xml"u8;
        var known = Math.Min(start.Length, opening.Length);
        return start[..known].SequenceEqual(opening[..known]) && start.IndexOf("?>"u8) < 0;
    }

    private static void WithoutEncoding(Span<byte> start)
    {
        var end = start.IndexOf("?>"u8);
        if (!start.StartsWith("<?xml"u8) || end < 0)
            return;

        var declaration = start[..end];
        var from = declaration.IndexOf("encoding"u8);
        if (from < 0 || declaration[from..].IndexOfAny((byte)'"', (byte)'\'') is not (> 0 and var quote))
            return;

        var value = declaration[(from + quote + 1)..];
        if (value.IndexOf(declaration[from + quote]) is >= 0 and var close)
            declaration.Slice(from, quote + close + 2).Fill((byte)' ');
    }
}
