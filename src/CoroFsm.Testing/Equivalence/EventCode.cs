using System.Globalization;

namespace CoroFsm.Testing;

/// <summary>Events as C#.</summary>
internal static class EventCode
{
    internal static string Of(object? value) => value switch
    {
        null => "null",
        bool it => it ? "true" : "false",
        string it => $"\"{string.Concat(it.Select(c => Escaped(c, '"')))}\"",
        char it => $"'{Escaped(it, '\'')}'",
        Enum it => Enum.IsDefined(it.GetType(), it) ? $"{NameOf(it.GetType())}.{it}" : $"({NameOf(it.GetType())}){it:D}",
        long it => Text(it) + "L",
        double it => Text(it) + "D",
        float it => Text(it) + "F",
        decimal it => Text(it) + "M",
        uint it => Text(it) + "U",
        ulong it => Text(it) + "UL",
        byte it => "(byte)" + Text(it),
        sbyte it => "(sbyte)" + Text(it),
        short it => "(short)" + Text(it),
        ushort it => "(ushort)" + Text(it),
        IFormattable it => Text(it),
        _ => value.ToString() ?? "",
    };

    /// <summary>Gets the name of a type, as it is written outside of the types that it is nested in.</summary>
    internal static string NameOf(Type type) => type.DeclaringType is { } outer && !outer.IsGenericType ? $"{NameOf(outer)}.{type.Name}" : type.Name;

    private static string Text(IFormattable value) => value.ToString(format: null, CultureInfo.InvariantCulture);

    private static string Escaped(char c, char quote) => c switch
    {
        '\\' => @"\\",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        _ when c == quote => $@"\{c}",
        _ when char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' => $@"\u{(int)c:X4}",
        _ => c.ToString(),
    };
}
