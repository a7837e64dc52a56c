namespace CoroFsm.Parsers.Xml;

/// <content>References in text ([4.1]): the text of an entity is parsed instead of the reference, in its own window.</content>
internal abstract partial class XmlContent
{
    private bool ReadReference(int start, int at)
    {
        if (depth < textDepth)
        {
            CheckOutside(start, at);
            faults.Fail(at, "A reference must stand inside an element.");
        }

        // A predefined character is written over the ';' of its reference, and begins the next piece.
        var window = input.Current;
        var b = window.Buffer;
        var available = b.AsSpan(at, window.Valid - at);
        var (length, character) = CharacterReference.Predefined(available);
        window.Position = at;       // a handler that restarts does so here
        DeliverPiece(SaxKind.Text, start, at);
        if (window.IndexCount == 0)
            return true;
        if (length > 0)
        {
            var last = at + length - 1;
            b[last] = character;
            window.Position = last;
            return true;
        }

        var end = available.IndexOf((byte)';');
        if (end < 0)
        {
            CheckPartialReference(at, available);
            return false;
        }

        var body = available[1..end];
        window.Position = at + end + 1;
        if (body is not [(byte)'#', ..])
        {
            Expand(at, body);
            return true;
        }

        if (!CharacterReference.TryParse(body, out var rune))
            faults.FailCharacterReference(at);
        var encoded = rune.EncodeToUtf8(b.AsSpan(InputWindow.Reserve - 8));
        EmitPiece(SaxKind.Text, InputWindow.Reserve - 8, InputWindow.Reserve - 8 + encoded);
        return true;
    }

    /// <summary>Checks a reference whose end is not there yet, so that it cannot grow without bound.</summary>
    private void CheckPartialReference(int at, ReadOnlySpan<byte> available)
    {
        if (available is [_, (byte)'#', ..])
        {
            if (!CharacterReference.MayBecomeValid(available[1..], out var droppable))
                faults.FailCharacterReference(at);
            if (droppable > 0)
                DropZeros(at, droppable, available is [_, _, (byte)'x', ..]);
            return;
        }

        var name = available[1..];
        var length = XmlChars.NameLength(name);
        faults.CheckReferenceLength(at, length);
        if (length < name.Length)
            faults.FailReference(at);
    }

    /// <summary>Starts the reference again behind most of its zeros.</summary>
    private void DropZeros(int at, int zeros, bool isHex)
    {
        var window = input.Current;
        var start = isHex ? "&#x"u8 : "&#"u8;
        start.CopyTo(window.Buffer.AsSpan(at + zeros));
        window.Position = at + zeros;
        window.Index[window.IndexPosition] = at + zeros;
    }

    /// <summary>Parses the text of an entity as content.</summary>
    private void Expand(int at, ReadOnlySpan<byte> reference)
    {
        var entity = entities.Find(at, reference);
        if (entity.Text is null)
        {
            faults.Fail(at, entity.IsUnparsed
                ? $"The entity {entity.Name} is not XML, so no reference may name it."
                : $"The entity {entity.Name} is outside the document, and is not loaded.");
        }

        var outerTextOffset = textOffset;
        entities.Enter(entity, at);
        if (entity.Text.AsSpan().IndexOfAny("<>&\r"u8) < 0)
            EmitEntityText(entity.Text);
        else
            ParseEntity(entity, at);
        textOffset = outerTextOffset;
        entities.Exit(entity);
        if (interruption != Interruption.None)
            input.Current.IndexCount = 0;
    }

    private void EmitEntityText(byte[] text)
    {
        if (text.Length == 0)
            return;
        SetOther(0, textOffset, text, 0, text.Length);
        Emit(SaxKind.Text);
        UseWindow();
    }

    private void ParseEntity(EntityDeclaration entity, int at)
    {
        var outer = input.Enter(positions.ReferenceDepth);
        var outerFloor = floor;
        floor = depth;
        UseWindow();
        try
        {
            Take(entity.Text);
            if (interruption != Interruption.None)
                return;
            if (unfinished.Kind != MarkupKind.None)
                faults.Fail(at, $"The text of the entity {entity.Name} ends inside markup.");
            FlushText(input.Current, isAll: true);
            if (input.Current.Position < input.Current.End)
                faults.Fail(at, $"The text of the entity {entity.Name} ends inside a reference.");
            if (depth != floor)
                faults.Fail(at, $"The text of the entity {entity.Name} begins an element that it does not end.");
        }
        finally
        {
            input.Leave(outer);
            floor = outerFloor;
            UseWindow();
        }
    }
}
