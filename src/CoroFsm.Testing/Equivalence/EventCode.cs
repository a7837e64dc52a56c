using System.Globalization;

namespace CoroFsm.Testing;

/// <summary>Writes events as C#.</summary>
internal static class EventCode
{
    internal static string Of(object? value) => value switch
    {
        null => "null",
        bool it => it ? "true" : "false",
        string it => $"\"{string.Concat(it.Select(c => Escaped(c, '"')))}\"",
        char it => $"'{Escaped(it, '\'')}'",
        Enum it => Enum.IsDefined(it.GetType(), it) ? $"{NameOf(it.GetType())}.{it}" : $"({NameOf(it.GetType())}){Number(it)}",
        long it => Text(it) + "L",
        double it when !double.IsFinite(it) => "double." + Unbounded(it),
        double it => Text(it) + "D",
        float it when !float.IsFinite(it) => "float." + Unbounded(it),
        float it => Text(it) + "F",
        decimal it => Text(it) + "M",
        uint it => Text(it) + "U",
        ulong it => Text(it) + "UL",
        byte it => "(byte)" + Text(it),
        sbyte it => "(sbyte)" + Text(it),
        short it => "(short)" + Text(it),
        ushort it => "(ushort)" + Text(it),
        IFormattable it => Text(it),
        _ => DisplayText.Of(value),
    };

    /// <summary>Gets the name of a type, as it is written outside of the types that it is nested in.</summary>
    internal static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return NameOf(underlying) + "?";
        return type.IsArray
            ? $"{NameOf(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]"
            : NameOf(type, type.GetGenericArguments());
    }

    /// <summary>Writes each of nested types with its own arguments.</summary>
    private static string NameOf(Type type, Type[] arguments)
    {
        var prefix = type.DeclaringType is { } outer ? NameOf(outer, arguments[..outer.GetGenericArguments().Length]) + "." : "";
        var own = arguments[(type.DeclaringType?.GetGenericArguments().Length ?? 0)..];
        if (own.Length == 0)
            return prefix + type.Name;
        return $"{prefix}{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", own.Select(NameOf))}>";
    }

    private static string Number(Enum value) => value.ToString("D") is var number && number.StartsWith('-') ? $"({number})" : number;

    private static string Unbounded(double value) =>
        double.IsNaN(value) ? nameof(double.NaN) : value > 0 ? nameof(double.PositiveInfinity) : nameof(double.NegativeInfinity);

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
