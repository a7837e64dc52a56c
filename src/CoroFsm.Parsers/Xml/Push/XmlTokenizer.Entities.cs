using System.Runtime.CompilerServices;
using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <content>Entities: their text is parsed as if it stood in place of the reference, within limits.</content>
internal abstract partial class XmlTokenizer
{
    /// <summary>The length up to which amplification does not matter.</summary>
    private const int HarmlessLength = 8 << 20;

    private protected int entityDepth;
    private Dictionary<string, EntityDeclaration>? entities;
    private HashSet<string>? ignoredEntities;
    private protected long expanded;

    /// <summary>What was counted before the tag that is read: it may be read again.</summary>
    private protected long expandedBefore;
    private bool isStandalone;
    private readonly List<InputWindow> innerWindows = [];

    private void BeginEntities()
    {
        entityDepth = 0;
        entities = null;
        ignoredEntities = null;
        attributeTypes = null;
        hasDeclaredAttributes = false;
        hasDocumentType = hasUnreadDeclarations = isStandalone = false;
        expanded = 0;
    }

    /// <summary>Parses the text of an entity as content.</summary>
    private void ExpandInText(int at, ReadOnlySpan<byte> reference)
    {
        var entity = EntityOf(at, reference);
        if (entity.Text is null)
        {
            Fail(at, entity.IsUnparsed
                ? $"The entity {entity.Name} is not XML, so no reference may name it."
                : $"The entity {entity.Name} is outside the document, and is not loaded.");
        }

        var outer = window;
        var outerFloor = floor;
        var outerTextPlace = textPlace;
        if (entityDepth == 0)
            referencePlace = PlaceOf(at);
        Enter(entity, at);
        if (entity.Text.AsSpan().IndexOfAny("<>&\r"u8) < 0)
        {
            EmitEntityText(entity.Text);
        }
        else
        {
            window = InnerWindow();
            floor = depth;
            try
            {
                ParseEntity(entity, at);
            }
            finally
            {
                (window, floor) = (outer, outerFloor);
                textBuffer = window.Buffer;
            }
        }

        textPlace = outerTextPlace;
        Exit(entity);
        if (isRestarting || !IsBusy)
            window.IndexCount = 0;
    }

    private void ParseEntity(EntityDeclaration entity, int at)
    {
        var text = entity.Text.AsSpan();
        while (!text.IsEmpty)
        {
            var block = text[..Math.Min(text.Length, InputWindow.Block)];
            if (!window.HasRoom(block.Length))
                MakeRoom(block.Length);
            window.Append(block);
            Parse();
            if (isRestarting || !IsBusy)
                return;
            text = text[block.Length..];
        }

        if (pending != Pending.None)
            Fail(at, $"The text of the entity {entity.Name} ends inside markup.");
        FlushText(isAll: true);
        if (window.Position < window.End)
            Fail(at, $"The text of the entity {entity.Name} ends inside a reference.");
        if (depth != floor)
            Fail(at, $"The text of the entity {entity.Name} begins an element that it does not end.");
    }

    private void EmitEntityText(byte[] text)
    {
        if (text.Length == 0)
            return;
        eventStart = textPlace;
        nameId = 0;
        (textBuffer, textStart, textLength) = (text, 0, text.Length);
        Emit(SaxKind.Text);
        textBuffer = window.Buffer;
        textLength = 0;
    }

    /// <summary>Gets an empty window for the text of an entity; each level of nesting keeps its own.</summary>
    private InputWindow InnerWindow()
    {
        if (innerWindows.Count < entityDepth)
            innerWindows.Add(new());
        var inner = innerWindows[entityDepth - 1];
        inner.Reset();
        return inner;
    }

    /// <summary>Writes the text of an entity into the value of an attribute.</summary>
    private void ExpandInValue(int at, ReadOnlySpan<byte> reference)
    {
        var entity = EntityOf(at, reference);
        if (entity.Text is null)
            Fail(at, $"The value of an attribute cannot refer to {entity.Name}, an entity that is outside the document or not XML.");
        if (entity.Text.AsSpan().Contains((byte)'<'))
            Fail(at, $"The text of the entity {entity.Name} has a '<', which cannot stand in the value of an attribute.");
        if (entityDepth == 0)
            referencePlace = PlaceOf(at);
        Enter(entity, at);
        WriteNormalised(at, entity.Text, isEntity: true);
        Exit(entity);
    }

    private void Enter(EntityDeclaration entity, int at)
    {
        if (entity.IsOpen)
            Fail(at, $"The entity {entity.Name} refers to itself.");
        if (entityDepth >= options.MaxEntityDepth)
            FailLimit(at, "References to entities nest deeper than", options.MaxEntityDepth, nameof(XmlPushOptions.MaxEntityDepth));
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            Fail(at, $"References to entities nest too deep for the stack of this thread. Lower {nameof(XmlPushOptions)}.{nameof(XmlPushOptions.MaxEntityDepth)}, or parse on a thread with a larger stack.");
        Charge(entity.Text!.Length, at);
        entity.IsOpen = true;
        entityDepth++;
    }

    /// <summary>Counts what an entity or a default adds to the document.</summary>
    private void Charge(int length, int at)
    {
        expanded += length;
        if (expanded > options.MaxEntityExpansion)
            FailLimit(at, "The entities stand for more bytes than", options.MaxEntityExpansion, nameof(XmlPushOptions.MaxEntityExpansion));

        // What has been read up to here, not what has been fed: the chunks must not matter.
        var read = PlaceOf(at).ByteOffset - documentOffset + 1;
        if (read + expanded > HarmlessLength && expanded > read * options.MaxEntityAmplification)
            FailLimit(at, "The entities make the document longer by a factor of more than", options.MaxEntityAmplification, nameof(XmlPushOptions.MaxEntityAmplification));
    }

    private void Exit(EntityDeclaration entity)
    {
        entity.IsOpen = false;
        entityDepth--;
    }

    private EntityDeclaration EntityOf(int at, ReadOnlySpan<byte> reference)
    {
        CheckReferenceName(at, reference);
        Span<char> chars = stackalloc char[256];
        if (entities is not null && Encoding.UTF8.TryGetChars(reference, chars, out var length)
            && entities.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(chars[..length], out var entity))
            return entity;

        var name = Encoding.UTF8.GetString(reference);
        if (entities is not null && entities.TryGetValue(name, out entity))
            return entity;
        if (ignoredEntities is not null && ignoredEntities.Contains(name))
        {
            Fail(at, $"The entity {name} is declared behind a reference to a parameter entity that is not read, "
                + "and such a declaration does not count (XML 1.0, 5.1). "
                + "Declare it before that reference.");
        }

        Fail(at, hasDocumentType && options.Dtd == XmlDtdMode.Skip
            ? $"The entity {name} is not known, because the document type declaration was passed over. Set {nameof(XmlPushOptions)}.{nameof(XmlPushOptions.Dtd)} to {nameof(XmlDtdMode.Process)} to read it."
            : $"The entity {name} is not declared{(hasUnreadDeclarations ? " inside the document, and nothing outside it is loaded" : "")}. If no reference is meant, write &amp;.");
        return null!;
    }

    private void CheckReferenceName(int at, ReadOnlySpan<byte> name)
    {
        var length = XmlChars.NameLength(name);
        if (length <= options.MaxNameLength && length < name.Length)
            FailReference(at);
        if (length > options.MaxNameLength)
            FailLimit(at, "A reference is longer than", options.MaxNameLength, nameof(XmlPushOptions.MaxNameLength));
        if (XmlChars.FindBadNameChar(name) >= 0 || options.Namespaces && name.Contains((byte)':'))
            FailReference(at);
    }
}
