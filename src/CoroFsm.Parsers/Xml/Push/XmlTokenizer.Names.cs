namespace CoroFsm.Parsers.Xml;

/// <content>Names: each is checked when the document brings it for the first time.</content>
internal abstract partial class XmlTokenizer
{
    /// <summary>A table that was full once: the two take turns, for a new one each time would be megabytes of garbage.</summary>
    private NameTable? forgotten;

    /// <summary>Gets how many names and prefixes are remembered.</summary>
    internal (int Names, int Prefixes) Remembered => (names.Count, scopes.PrefixCount);

    /// <summary>Gets the number of the name at a place; fails if there is none.</summary>
    private int NameAt(int at, int length, string what)
    {
        if (length == 0)
            Fail(at, $"{what} is expected, but there is {Show(at)}.");
        CheckNameLength(at, length);
        var id = names.Find(window.Buffer, at, length);
        return id != 0 ? id : AddName(at, length);
    }

    private void CheckNameLength(int at, int length)
    {
        if (length > options.MaxNameLength)
            FailLimit(at, "A name is longer than", options.MaxNameLength, nameof(XmlPushOptions.MaxNameLength));
    }

    private int AddName(int at, int length)
    {
        var name = window.Buffer.AsSpan(at, length);
        CheckName(at, name);
        if (!options.Namespaces)
            return names.Add(name, NamespaceScopes.NoPrefix, NameKind.Plain);

        var colon = name.IndexOf((byte)':');
        if (colon < 0)
            return names.Add(name, NamespaceScopes.NoPrefix, name.SequenceEqual("xmlns"u8) ? NameKind.DefaultNamespace : NameKind.Plain);

        var local = name[(colon + 1)..];
        if (colon == 0 || local.IsEmpty || local.Contains((byte)':') || !IsNameStart(local))
            Fail(at + colon, "A colon may only stand between a prefix and a local name (Namespaces in XML 1.0).");
        var prefix = scopes.NumberOf(System.Text.Encoding.UTF8.GetString(name[..colon]));
        return names.Add(name, prefix, name[..colon].SequenceEqual("xmlns"u8) ? NameKind.Namespace : NameKind.Plain);

        static bool IsNameStart(ReadOnlySpan<byte> local) =>
            System.Text.Rune.DecodeFromUtf8(local, out var first, out _) == System.Buffers.OperationStatus.Done && XmlChars.IsNameStart((uint)first.Value);
    }

    private void CheckName(int at, ReadOnlySpan<byte> name)
    {
        var bad = XmlChars.FindBadNameChar(name);
        if (bad >= 0)
            Fail(at + bad, bad == 0 ? $"A name is expected, but {Show(at)} cannot begin one." : $"{Show(at + bad)} cannot stand in a name.");
    }

    /// <summary>Checks a name that may have no prefix: of an entity, a notation, the target of an instruction.</summary>
    private void CheckPlainName(int at, ReadOnlySpan<byte> name)
    {
        CheckNameLength(at, name.Length);
        CheckName(at, name);
        if (options.Namespaces && name.Contains((byte)':'))
            Fail(at + name.IndexOf((byte)':'), "A colon may not stand in this name (Namespaces in XML 1.0).");
    }

    /// <summary>Begins the table anew with the names of the open elements: a document may bring new names for ever.</summary>
    private void ForgetNames()
    {
        var old = names;
        var oldScopes = scopes;
        names = forgotten ?? new();
        names.Clear();
        forgotten = old;
        scopes = oldScopes.Compacted();
        for (var i = 0; i < depth; i++)
        {
            ref var record = ref old[stack[i]];
            var id = names.FindKnown(old.BytesOf(stack[i]));
            stack[i] = id != 0 ? id : names.Add(old.BytesOf(stack[i]), scopes.NumberOf(oldScopes.PrefixOf(record.Prefix)), record.Kind);
        }

        names.MakeRoomBeyondThese();
        numbersOf = null;
        nameId = 0;
    }
}
