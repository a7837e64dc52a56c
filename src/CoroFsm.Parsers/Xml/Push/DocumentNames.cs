using System.Buffers;
using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>The names of a document and their namespaces. A name is checked when the document brings it for the first time.</summary>
internal sealed class DocumentNames(XmlPushOptions options, InputStack input, XmlFaults faults)
{
    /// <summary>A table that was full once. The two take turns: a new one each time would be megabytes of garbage.</summary>
    private NameTable? spare;

    /// <summary>The names that are known.</summary>
    internal NameTable Table = new();

    /// <summary>Gets the namespaces in scope.</summary>
    internal NamespaceScopes Scopes { get; } = new();

    /// <summary>Gets the number of the name at an offset; fails if there is none.</summary>
    internal int NameAt(int offset, int length, string what)
    {
        if (length == 0)
            faults.Fail(offset, $"{what} is expected, but there is {faults.Show(offset)}.");
        faults.CheckNameLength(offset, length);
        var id = Table.Find(input.Current.Buffer, offset, length);
        return id != 0 ? id : Add(offset, length);
    }

    /// <summary>Gets the number of the target of a processing instruction: a name without a prefix.</summary>
    internal int TargetAt(int offset, int length)
    {
        var name = input.Current.Buffer.AsSpan(offset, length);
        faults.CheckNameLength(offset, length);
        CheckCharacters(offset, name);
        if (options.Namespaces && name.Contains((byte)':'))
            faults.Fail(offset + name.IndexOf((byte)':'), "A colon may not stand in this name (Namespaces in XML 1.0).");
        if (Ascii.EqualsIgnoreCase(name, "xml"u8))
            faults.Fail(offset - "<?".Length, "A processing instruction cannot have the target xml.");
        var id = Table.Find(input.Current.Buffer, offset, length);
        return id != 0 ? id : Table.Add(name, NamespaceScopes.NoPrefix, NameKind.Plain);
    }

    /// <summary>Gets the number of a name from a declaration, which has checked it.</summary>
    internal int Declared(byte[] name)
    {
        var id = Table.FindKnown(name);
        if (id != 0)
            return id;
        var colon = name.AsSpan().IndexOf((byte)':');
        if (!options.Namespaces || colon < 0)
            return AddWithoutPrefix(name);
        return AddWithPrefix(name, colon);
    }

    /// <summary>
    /// Replaces the table by one with the names of the open elements only, because a document may contain any number of names.
    /// </summary>
    /// <param name="open">The numbers of these names; updated.</param>
    internal void Forget(Span<int> open)
    {
        var old = Table;
        Table = spare ?? new();
        Table.Clear();
        spare = old;
        var prefixes = Scopes.Compact();
        foreach (ref var id in open)
        {
            ref var record = ref old[id];
            var name = old.BytesOf(id);
            var known = Table.FindKnown(name);
            id = known != 0 ? known : Table.Add(name, Scopes.NumberOf(prefixes[record.Prefix]), record.Kind);
        }

        Table.MakeRoomBeyondThese();
    }

    private int Add(int offset, int length)
    {
        var name = input.Current.Buffer.AsSpan(offset, length);
        CheckCharacters(offset, name);
        var colon = options.Namespaces ? name.IndexOf((byte)':') : -1;
        if (colon < 0)
            return AddWithoutPrefix(name);

        var local = name[(colon + 1)..];
        if (colon == 0 || local.IsEmpty || local.Contains((byte)':') || !IsNameStart(local))
            faults.Fail(offset + colon, "A colon may only stand between a prefix and a local name (Namespaces in XML 1.0).");
        return AddWithPrefix(name, colon);

        static bool IsNameStart(ReadOnlySpan<byte> local) =>
            Rune.DecodeFromUtf8(local, out var first, out _) == OperationStatus.Done && XmlChars.IsNameStart((uint)first.Value);
    }

    private int AddWithoutPrefix(ReadOnlySpan<byte> name) => Table.Add(
        name,
        NamespaceScopes.NoPrefix,
        options.Namespaces && name.SequenceEqual("xmlns"u8) ? NameKind.DefaultNamespace : NameKind.Plain);

    private int AddWithPrefix(ReadOnlySpan<byte> name, int colon)
    {
        var prefix = Encoding.UTF8.GetString(name[..colon]);
        return Table.Add(name, Scopes.NumberOf(prefix), prefix == "xmlns" ? NameKind.Namespace : NameKind.Plain);
    }

    private void CheckCharacters(int offset, ReadOnlySpan<byte> name)
    {
        var bad = XmlChars.FindBadNameChar(name);
        if (bad >= 0)
        {
            faults.Fail(offset + bad, bad == 0
                ? $"A name is expected, but {faults.Show(offset)} cannot begin one."
                : $"{faults.Show(offset + bad)} cannot stand in a name.");
        }
    }
}
