using System.Buffers;

namespace CoroFsm.Parsers.Xml;

/// <summary>Normalizes the values of attributes ([3.3.3]): resolves references, and replaces white space by blanks.</summary>
internal sealed class ValueNormalizer(ByteBuffer target, EntityTable entities, XmlFaults faults)
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("&\r\n\t"u8);

    /// <summary>Determines whether a value is its own normalized form.</summary>
    internal static bool IsNormalized(ReadOnlySpan<byte> raw) => raw.IndexOfAny(Special) < 0;

    /// <summary>Writes the normalized form of a value to the target.</summary>
    /// <param name="offset">The offset of the value in the window; for errors.</param>
    /// <param name="raw">The value.</param>
    /// <param name="isTyped">Whether blanks are trimmed and collapsed: for any type but CDATA.</param>
    internal void Write(int offset, ReadOnlySpan<byte> raw, bool isTyped)
    {
        var begin = target.Length;
        Resolve(offset, raw, isEntity: false);
        if (isTyped)
            Collapse(begin);
    }

    /// <summary>Writes a normalized value, trimmed and with one blank for several.</summary>
    internal void WriteCollapsed(ReadOnlySpan<byte> value)
    {
        var begin = target.Length;
        target.Add(value);
        Collapse(begin);
    }

    private void Resolve(int offset, ReadOnlySpan<byte> raw, bool isEntity)
    {
        while (!raw.IsEmpty)
        {
            var plain = raw.IndexOfAny(Special);
            if (plain < 0)
                plain = raw.Length;
            target.Add(raw[..plain]);
            raw = raw[plain..];
            if (!isEntity)
                offset += plain;
            if (raw.IsEmpty)
                return;

            var taken = 1;
            if (raw[0] == '&')
            {
                taken = WriteReference(offset, raw);
            }
            else
            {
                target.Add((byte)' ');
                if (raw is [(byte)'\r', (byte)'\n', ..] && !isEntity)
                    taken = 2;
            }

            raw = raw[taken..];
            if (!isEntity)
                offset += taken;
        }
    }

    private void Collapse(int begin)
    {
        var value = target.Written[begin..].ToArray();
        target.Cut(begin);
        var isFirst = true;
        foreach (var range in value.AsSpan().Split((byte)' '))
        {
            if (range.Start.Equals(range.End))
                continue;
            if (!isFirst)
                target.Add((byte)' ');
            target.Add(value.AsSpan()[range]);
            isFirst = false;
        }
    }

    /// <summary>Writes what a reference stands for.</summary>
    /// <returns>The length of the reference.</returns>
    private int WriteReference(int offset, ReadOnlySpan<byte> raw)
    {
        var (length, character) = CharacterReference.Predefined(raw);
        if (length > 0)
        {
            target.Add(character);
            return length;
        }

        var end = raw.IndexOf((byte)';');
        if (end < 0)
            faults.FailReference(offset);
        var body = raw[1..end];
        if (body is [(byte)'#', ..])
        {
            if (!CharacterReference.TryParse(body, out var rune))
                faults.FailCharacterReference(offset);
            Span<byte> encoded = stackalloc byte[4];
            target.Add(encoded[..rune.EncodeToUtf8(encoded)]);
        }
        else
        {
            WriteEntity(offset, body);
        }

        return end + 1;
    }

    private void WriteEntity(int offset, ReadOnlySpan<byte> reference)
    {
        var entity = entities.Find(offset, reference);
        if (entity.Text is null)
        {
            faults.Fail(offset, $"The value of an attribute cannot refer to {entity.Name}, "
                + "an entity that is outside the document or not XML.");
        }


        if (entity.Text.AsSpan().Contains((byte)'<'))
            faults.Fail(offset, $"The text of the entity {entity.Name} has a '<', which cannot stand in the value of an attribute.");
        entities.Enter(entity, offset);
        Resolve(offset, entity.Text, isEntity: true);
        entities.Exit(entity);
    }
}
