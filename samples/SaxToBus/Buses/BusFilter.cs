using System.Text;

namespace SaxToBus;

/// <summary>Which buses are shown.</summary>
/// <param name="Route">The route, in whatever case; null for any.</param>
/// <param name="Direction">The direction, in whatever case; null for any.</param>
internal sealed record BusFilter(string? Route, string? Direction)
{
    /// <summary>Says on the command line that everything matches.</summary>
    public const string Any = "any";

    /// <summary>Makes a filter of what stands on the command line.</summary>
    public static BusFilter Parse(string route, string direction) => new(NullIfAny(route), NullIfAny(direction));

    /// <summary>Determines whether a bus is shown.</summary>
    public bool Matches(Bus bus) => Matches(bus.Utf8("route"), Route) && Matches(bus.Utf8("direction"), Direction);

    /// <inheritdoc/>
    public override string ToString() => (Route, Direction) switch
    {
        (null, null) => "All routes",
        (null, _) => $"All routes, {Direction}",
        (_, null) => $"Route {Route}",
        _ => $"Route {Route}, {Direction}",
    };

    private static string? NullIfAny(string value) => value.Equals(Any, StringComparison.OrdinalIgnoreCase) ? null : value;

    private static bool Matches(ReadOnlySpan<byte> value, string? wanted)
    {
        if (wanted is null)
            return true;

        // UTF-8 takes 1 to 3 bytes for a UTF-16 unit: most values differ by their length already.
        if (value.Length < wanted.Length || value.Length > wanted.Length * 3)
            return false;

        Span<char> chars = value.Length <= 256 ? stackalloc char[value.Length] : new char[value.Length];
        chars = chars[..Encoding.UTF8.GetChars(value, chars)];
        return chars.Equals(wanted, StringComparison.OrdinalIgnoreCase);
    }
}
