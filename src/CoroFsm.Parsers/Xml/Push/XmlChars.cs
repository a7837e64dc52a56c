using System.Buffers;
using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>The character classes of XML 1.0, fifth edition.</summary>
internal static class XmlChars
{
    private static readonly SearchValues<char> PublicIdChars = SearchValues.Create(
        " \r\nabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-'()+,./:=?;!*#@$_%");

    internal static bool IsWhiteSpace(byte b) => b is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r';

    internal static bool IsPublicIdChar(byte b) => b < 0x80 && PublicIdChars.Contains((char)b);

    /// <summary>Determines whether a code point may stand in a document ([2] Char).</summary>
    internal static bool IsChar(uint c) => c < 0x20
        ? c is '\t' or '\n' or '\r'
        : c < 0xD800 || c is >= 0xE000 and <= 0xFFFD or >= 0x10000 and <= 0x10FFFF;

    /// <summary>Determines whether a name may begin with a code point ([4] NameStartChar).</summary>
    internal static bool IsNameStart(uint c) => c < 0x80
        ? (c | 0x20) is >= 'a' and <= 'z' || c is '_' or ':'
        : c is >= 0xC0 and <= 0x2FF and not (0xD7 or 0xF7)
            or >= 0x370 and <= 0x1FFF and not 0x37E
            or 0x200C or 0x200D
            or >= 0x2070 and <= 0x218F
            or >= 0x2C00 and <= 0x2FEF
            or >= 0x3001 and <= 0xD7FF
            or >= 0xF900 and <= 0xFDCF
            or >= 0xFDF0 and <= 0xFFFD
            or >= 0x10000 and <= 0xEFFFF;

    /// <summary>Determines whether a code point may stand in a name ([4a] NameChar).</summary>
    internal static bool IsNameChar(uint c) =>
        IsNameStart(c) || c is >= '0' and <= '9' or '-' or '.' or 0xB7 or >= 0x300 and <= 0x36F or 0x203F or 0x2040;

    /// <summary>Finds the first character that keeps bytes from being a name.</summary>
    /// <param name="name">The bytes, valid UTF-8.</param>
    /// <param name="isToken">Whether it may begin with any character of a name ([7] Nmtoken).</param>
    /// <returns>Its offset; -1 if there is none.</returns>
    internal static int FindBadNameChar(ReadOnlySpan<byte> name, bool isToken = false)
    {
        for (var at = 0; at < name.Length;)
        {
            if (Rune.DecodeFromUtf8(name[at..], out var rune, out var length) != OperationStatus.Done)
                return at;
            if (at == 0 && !isToken ? !IsNameStart((uint)rune.Value) : !IsNameChar((uint)rune.Value))
                return at;
            at += length;
        }

        return name.IsEmpty ? 0 : -1;
    }

    /// <summary>Counts the bytes up to the first that ends a name: white space, / &gt; = and what else cannot be part of one.</summary>
    internal static int NameLength(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.IndexOfAny(NameEnds);
        return length < 0 ? bytes.Length : length;
    }

    private static readonly SearchValues<byte> NameEnds = SearchValues.Create("\0 \t\r\n/><=?!\"'&[](),|*+;%#"u8);
}
