namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Finds the end of a document type declaration as its bytes come, without understanding more of it than quotes, brackets and comments.
/// </summary>
internal struct DocumentTypeEnd
{
    private State state;
    private byte quote;
    private byte last;
    private byte beforeLast;
    private bool isInSubset;

    private enum State : byte
    {
        Plain,
        Declaration,
        Comment,
        Instruction,
    }

    /// <summary>Looks at the next bytes.</summary>
    /// <returns>The offset behind the end; -1 if it is not there.</returns>
    internal int Find(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            var wasComment = state == State.Comment;
            if (quote != 0)
            {
                if (b == quote)
                    quote = 0;
            }
            else if (Take(b))
            {
                return i + 1;
            }

            (beforeLast, last) = (last, b);
            if (state == State.Comment && !wasComment)
                (beforeLast, last) = (0, 0);       // the dashes that begin a comment do not end it
        }

        return -1;
    }

    private bool Take(byte b)
    {
        switch (state)
        {
            case State.Comment:
                if (b == '>' && last == '-' && beforeLast == '-')
                    state = State.Plain;
                break;
            case State.Instruction:
                if (b == '>' && last == '?')
                    state = State.Plain;
                break;
            case State.Declaration:
                if (b == '>')
                    state = State.Plain;
                else if (b == '-' && last == '-' && beforeLast == '!')
                    state = State.Comment;
                else if (b is (byte)'"' or (byte)'\'')
                    quote = b;
                break;
            default:
                return TakePlain(b);
        }

        return false;
    }

    private bool TakePlain(byte b)
    {
        switch (b)
        {
            case (byte)'>':
                return !isInSubset;
            case (byte)'[':
                isInSubset = true;
                break;
            case (byte)']':
                isInSubset = false;
                break;
            case (byte)'"' or (byte)'\'' when !isInSubset:
                quote = b;
                break;
            case (byte)'!' when last == '<':
                state = State.Declaration;
                break;
            case (byte)'?' when last == '<':
                state = State.Instruction;
                break;
        }

        return false;
    }
}
