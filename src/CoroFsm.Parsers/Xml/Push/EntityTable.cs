using System.Runtime.CompilerServices;
using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>The entities of a document, and the limits on what references to them add to it.</summary>
internal sealed class EntityTable(XmlPushOptions options, PositionTracker positions, XmlFaults faults)
{
    /// <summary>The length up to which amplification does not matter.</summary>
    private const int HarmlessLength = 8 << 20;

    private Dictionary<string, EntityDeclaration>? declared;

    /// <summary>The entities whose declarations do not count.</summary>
    private HashSet<string>? ignored;
    private bool hasSkippedDocumentType;

    /// <summary>
    /// The number of bytes that references and defaults have added; and the number before the tag that is read, which may be read
    /// again.
    /// </summary>
    private long expanded;
    private long expandedBefore;

    /// <summary>Gets or sets a value indicating whether there are declarations outside the document, or behind such.</summary>
    internal bool HasUnreadDeclarations { get; set; }

    /// <summary>Forgets all entities, for another document.</summary>
    internal void Clear()
    {
        declared = null;
        ignored = null;
        hasSkippedDocumentType = HasUnreadDeclarations = false;
        expanded = 0;
    }

    /// <summary>Creates the entities of a document type declaration known.</summary>
    internal void Declare(Dictionary<string, EntityDeclaration> entities, HashSet<string> ignoredEntities) =>
        (declared, ignored) = (entities, ignoredEntities);

    /// <summary>Notes that the document type declaration was not read.</summary>
    internal void SkipDocumentType() => hasSkippedDocumentType = true;

    /// <summary>Starts the reading of a tag.</summary>
    internal void BeginTag() => expandedBefore = expanded;

    /// <summary>Forgets what the tag has added: it is counted when the tag is read again.</summary>
    internal void RevertTag() => expanded = expandedBefore;

    /// <summary>Starts the expansion of an entity, within the limits.</summary>
    internal void Enter(EntityDeclaration entity, int offset)
    {
        if (entity.IsOpen)
            faults.Fail(offset, $"The entity {entity.Name} refers to itself.");
        if (positions.ReferenceDepth >= options.MaxEntityDepth)
            faults.FailLimit(offset, "References to entities nest deeper than", options.MaxEntityDepth);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            faults.Fail(offset, "References to entities nest too deep for the stack of this thread. "
                + $"Lower {nameof(XmlPushOptions)}.{nameof(XmlPushOptions.MaxEntityDepth)}, or parse on a thread with a larger stack.");
        }

        Charge(entity.Text!.Length, offset);
        entity.IsOpen = true;
        positions.EnterReference(offset);
    }

    internal void Exit(EntityDeclaration entity)
    {
        entity.IsOpen = false;
        positions.ReferenceDepth--;
    }

    /// <summary>Counts what an entity or a default adds to the document.</summary>
    internal void Charge(int length, int offset)
    {
        expanded += length;
        if (expanded > options.MaxEntityExpansion)
            faults.FailLimit(offset, "The entities stand for more bytes than", options.MaxEntityExpansion);

        // What has been read up to here, not what has been fed: the result must not depend on the chunks.
        var read = positions.At(offset).ByteOffset - positions.DocumentOffset + 1;
        if (read + expanded > HarmlessLength && expanded > read * options.MaxEntityAmplification)
        {
            faults.FailLimit(offset, "The entities make the document longer by a factor of more than", options.MaxEntityAmplification);
        }
    }

    /// <summary>Gets the entity that a reference names; fails if there is none.</summary>
    internal EntityDeclaration Find(int offset, ReadOnlySpan<byte> reference)
    {
        CheckName(offset, reference);
        Span<char> chars = stackalloc char[256];
        if (declared is not null && Encoding.UTF8.TryGetChars(reference, chars, out var length)
            && declared.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(chars[..length], out var entity))
            return entity;

        var name = Encoding.UTF8.GetString(reference);
        if (declared is not null && declared.TryGetValue(name, out entity))
            return entity;
        if (ignored is not null && ignored.Contains(name))
        {
            faults.Fail(offset, $"The entity {name} is declared behind a reference to a parameter entity that is not read, "
                + "and such a declaration does not count (XML 1.0, 5.1). "
                + "Declare it before that reference.");
        }

        faults.Fail(offset, hasSkippedDocumentType
            ? $"The entity {name} is not known, because the document type declaration was passed over. "
                + $"Set {nameof(XmlPushOptions)}.{nameof(XmlPushOptions.Dtd)} to {nameof(XmlDtdMode.Process)} to read it."
            : $"The entity {name} is not declared"
                + (HasUnreadDeclarations ? " inside the document, and nothing outside it is loaded" : "")
                + ". If no reference is meant, write &amp;.");
        return null!;
    }

    private void CheckName(int offset, ReadOnlySpan<byte> name)
    {
        var length = XmlChars.NameLength(name);
        if (length <= options.MaxNameLength && length < name.Length)
            faults.FailReference(offset);
        faults.CheckReferenceLength(offset, length);
        if (XmlChars.FindBadNameChar(name) >= 0 || options.Namespaces && name.Contains((byte)':'))
            faults.FailReference(offset);
    }
}
