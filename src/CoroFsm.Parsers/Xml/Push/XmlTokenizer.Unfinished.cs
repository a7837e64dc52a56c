using System.Diagnostics.CodeAnalysis;

namespace CoroFsm.Parsers.Xml;

/// <content>Markup whose end has not come: where the search for it goes on, and how long it may become.</content>
internal abstract partial class XmlTokenizer
{
    private const int NotByPlaces = -1;

    /// <summary>How many places of an unfinished tag were looked at; negative if its bytes are.</summary>
    private int placesSeen;

    /// <summary>Looks on for the end of a tag: a &gt; that no quotes enclose.</summary>
    private bool FindTagEnd()
    {
        var b = window.Buffer;
        if (IsIndexed(window.Position) && placesSeen >= 0)
        {
            for (var i = window.IndexPosition + placesSeen; i < window.IndexCount; i++)
            {
                var c = b[window.Index[i]];
                if (quote == 0 && c == '>')
                    return true;
                if (c == '>')
                {
                    placesSeen = NotByPlaces;       // behind a > in a value the index has no quotes
                    scanned = window.Index[i];
                    break;
                }

                if (quote == 0 ? c is (byte)'"' or (byte)'\'' : c == quote)
                    quote = quote == 0 ? c : (byte)0;
            }

            if (placesSeen >= 0)
            {
                placesSeen = window.IndexCount - window.IndexPosition;
                scanned = window.Valid;
                return false;
            }
        }

        placesSeen = NotByPlaces;
        while (scanned < window.Valid)
        {
            var there = b.AsSpan(scanned, window.Valid - scanned);
            var at = quote == 0 ? there.IndexOfAny((byte)'>', (byte)'"', (byte)'\'') : there.IndexOf(quote);
            if (at < 0)
                break;
            scanned += at + 1;
            if (quote == 0 && b[scanned - 1] == '>')
                return true;
            quote = quote == 0 ? b[scanned - 1] : (byte)0;
        }

        scanned = Math.Max(scanned, window.Valid);
        return false;
    }

    /// <summary>Tells whether the next place of the index is that of the markup which has begun: a tag that is too long for the index has lost its places.</summary>
    private bool IsIndexed(int start) => window.IndexPosition < window.IndexCount && window.Index[window.IndexPosition] == start;

    private bool FinishTag(int start)
    {
        if (IsIndexed(start))
        {
            var name = ReadTagByIndex(start, out var isEmpty);
            if (name != 0)
            {
                pending = Pending.None;
                EmitTag(name, start, isEmpty);
                return true;
            }

            expanded = expandedBefore;
        }

        return ReadTag(start);
    }

    private bool Find(byte value)
    {
        var at = window.Buffer.AsSpan(scanned, window.Valid - scanned).IndexOf(value);
        scanned = at < 0 ? window.Valid : scanned + at;
        return at >= 0;
    }

    private void CheckLength(int at, int length, string what)
    {
        if (length > options.MaxValueLength)
            FailLimit(at, $"{what} is longer than", options.MaxValueLength, nameof(XmlPushOptions.MaxValueLength));
    }

    /// <summary>
    /// Looks at what has outgrown a block: whether it is a tag at all, and within the limits. Each look is at twice as many bytes, so all together they cost no more than one.
    /// </summary>
    private void CheckPendingLength()
    {
        var length = window.End - window.Position;
        if (length < nextCheck)
            return;
        nextCheck = (int)Math.Min(length * 2L, Math.Max(length, options.MaxTagLength) + 1L);
        if (pending == Pending.StartTag)
            ReadTag(window.Position);
        else if (pending == Pending.EndTag)
            ReadEndTag(window.Position);
        if (pending is Pending.StartTag or Pending.EndTag or Pending.DocumentType)
            CheckTagLength(window.Position, length);
    }

    private void CheckTagLength(int at, int length)
    {
        if (length > options.MaxTagLength)
            FailLimit(at, "A tag is longer than", options.MaxTagLength, nameof(XmlPushOptions.MaxTagLength));
    }

    /// <summary>Finds what is wrong in a tag whose end will not come: it comes before what ends the input there, whether its bytes came at once or not.</summary>
    private void CheckUnfinished()
    {
        if (pending == Pending.StartTag && window.Valid > window.Position + 1)
            ReadTag(window.Position);
        else if (pending == Pending.EndTag)
            ReadEndTag(window.Position);
    }

    [DoesNotReturn]
    private void FailUnfinished()
    {
        CheckUnfinished();
        Fail(window.End, pending switch
        {
            Pending.Comment => "The input ends inside a comment; '-->' is expected.",
            Pending.CData => "The input ends inside a CDATA section; ']]>' is expected.",
            Pending.Instruction => "The input ends inside a processing instruction; '?>' is expected.",
            Pending.DocumentType => "The input ends inside a document type declaration; '>' is expected.",
            _ => "The input ends inside a tag; '>' is expected.",
        });
    }

    /// <summary>Checks, at the end of the input, that the document is whole.</summary>
    private void CheckEnd()
    {
        if (status != TokenizerStatus.Busy)
            return;
        if (window.Valid < window.End)
        {
            CheckUnfinished();
            Fail(window.Valid, "The input ends inside a character of several bytes.");
        }

        if (pending != Pending.None)
            FailUnfinished();
        FlushText(isAll: true);
        if (window.Position < window.End)
            Fail(window.Position, "The input ends inside a reference; ';' is expected.");
        if (depth > 0)
            Fail(window.End, $"The input ends inside the element <{names.StringsOf(stack[depth - 1]).Name}>; its end tag is expected.");
        if (!hasRoot && !options.IsFragment)
            Fail(window.End, "The input ends without an element; a root element is expected.");
    }
}
