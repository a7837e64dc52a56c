namespace CoroFsm.Parsers.Xml;

/// <summary>Markup whose end has not been read: its kind, and where the search for its end continues when more bytes have come.</summary>
internal sealed class UnfinishedMarkup(InputStack input)
{
    private const int FirstCheck = 32 * 1024;
    private const int NotByIndex = -1;

    private int searched;
    private int nextCheck;

    /// <summary>The quote that encloses what follows; 0 for none.</summary>
    private byte quote;

    /// <summary>The number of index entries of a tag that were searched; negative if its bytes are.</summary>
    private int searchedEntries;
    private DocumentTypeEnd documentTypeEnd;

    /// <summary>The kind of the markup; <see cref="MarkupKind.None"/> while text is parsed.</summary>
    internal MarkupKind Kind;

    /// <summary>Starts markup.</summary>
    /// <param name="kind">The kind, as far as it is known.</param>
    /// <param name="offset">The offset at which the search for its end starts.</param>
    internal void Begin(MarkupKind kind, int offset)
    {
        Kind = kind;
        searched = offset;
        nextCheck = FirstCheck;
        searchedEntries = 1;
        quote = 0;
        documentTypeEnd = default;
    }

    /// <summary>Determines whether the byte at an offset, which tells the kind of the markup, has not been searched.</summary>
    internal bool IsUnknownAt(int offset) => searched == offset;

    /// <summary>Adjusts to the bytes in the window having moved to the front.</summary>
    internal void Move(int distance) => searched -= distance;

    /// <summary>Adjusts to a fault, which cuts off bytes that may have been searched.</summary>
    internal void Cut() => searched = Math.Min(searched, input.Current.End);

    /// <summary>Searches for the first byte of a kind.</summary>
    internal bool Find(byte value)
    {
        var window = input.Current;
        var at = window.Buffer.AsSpan(searched, window.Valid - searched).IndexOf(value);
        searched = at < 0 ? window.Valid : searched + at;
        return at >= 0;
    }

    /// <summary>Searches for two bytes that follow each other.</summary>
    /// <param name="pair">The two bytes.</param>
    /// <param name="offset">The offset of the pair; if it is not there, the end of what was searched.</param>
    /// <param name="following">The number of bytes that must be there behind the pair.</param>
    internal bool Find(ReadOnlySpan<byte> pair, out int offset, int following = 0)
    {
        var window = input.Current;
        var at = window.Buffer.AsSpan(searched, window.Valid - searched).IndexOf(pair);
        var isFound = at >= 0 && searched + at + pair.Length + following <= window.Valid;
        searched = at >= 0 ? searched + at : Math.Max(searched, window.Valid - 1);
        offset = searched;
        return isFound;
    }

    /// <summary>Searches for the end of a document type declaration.</summary>
    /// <param name="offset">The offset behind it.</param>
    internal bool FindDocumentTypeEnd(out int offset)
    {
        var window = input.Current;
        var length = documentTypeEnd.Find(window.Buffer.AsSpan(searched, window.Valid - searched));
        offset = searched + length;
        if (length >= 0)
            return true;
        searched = window.Valid;
        return false;
    }

    /// <summary>Searches for the end of a tag: a &gt; that no quotes enclose.</summary>
    internal bool FindTagEnd()
    {
        var window = input.Current;
        var b = window.Buffer;
        if (window.IsIndexed(window.Position) && searchedEntries >= 0)
        {
            for (var i = window.IndexPosition + searchedEntries; i < window.IndexCount; i++)
            {
                var c = b[window.Index[i]];
                if (quote == 0 && c == '>')
                    return true;
                if (c == '>')
                {
                    searchedEntries = NotByIndex;       // behind a > in a value the index has no quotes
                    searched = window.Index[i];
                    break;
                }

                if (quote == 0 ? c is (byte)'"' or (byte)'\'' : c == quote)
                    quote = quote == 0 ? c : (byte)0;
            }

            if (searchedEntries >= 0)
            {
                searchedEntries = window.IndexCount - window.IndexPosition;
                searched = window.Valid;
                return false;
            }
        }

        searchedEntries = NotByIndex;
        while (searched < window.Valid)
        {
            var unread = b.AsSpan(searched, window.Valid - searched);
            var at = quote == 0 ? unread.IndexOfAny((byte)'>', (byte)'"', (byte)'\'') : unread.IndexOf(quote);
            if (at < 0)
                break;
            searched += at + 1;
            if (quote == 0 && b[searched - 1] == '>')
                return true;
            quote = quote == 0 ? b[searched - 1] : (byte)0;
        }

        searched = Math.Max(searched, window.Valid);
        return false;
    }

    /// <summary>
    /// Determines whether markup that has outgrown a block is to be checked. Each check is of twice as many bytes, so that all together
    /// cost no more than one.
    /// </summary>
    internal bool IsCheckDue(int length, int limit)
    {
        if (length < nextCheck)
            return false;
        nextCheck = (int)Math.Min(length * 2L, Math.Max(length, limit) + 1L);
        return true;
    }
}
