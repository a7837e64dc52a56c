namespace SaxToBus;

/// <summary>Compares texts in natural order: runs of digits as numbers, all else by its characters. N2 comes before N10.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    /// <summary>Gets the comparer.</summary>
    public static NaturalOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x, right = y;
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var areNumbers = char.IsAsciiDigit(left[0]) && char.IsAsciiDigit(right[0]);
            var compared = areNumbers ? CompareNumbers(ref left, ref right) : CompareChars(ref left, ref right);
            if (compared != 0)
                return compared;
        }

        // Texts that differ in leading zeros alone are still in an order.
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(x, y);
    }

    private static int CompareChars(ref ReadOnlySpan<char> left, ref ReadOnlySpan<char> right)
    {
        var compared = left[0].CompareTo(right[0]);
        left = left[1..];
        right = right[1..];
        return compared;
    }

    private static int CompareNumbers(ref ReadOnlySpan<char> left, ref ReadOnlySpan<char> right)
    {
        var one = Number(ref left);
        var other = Number(ref right);
        return one.Length != other.Length ? one.Length.CompareTo(other.Length) : one.SequenceCompareTo(other);
    }

    /// <summary>Takes the digits at the beginning of a text, without leading zeros: of any length, so there is no overflow.</summary>
    private static ReadOnlySpan<char> Number(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? text : text[..end];
        text = text[digits.Length..];
        return digits.TrimStart('0');
    }
}
