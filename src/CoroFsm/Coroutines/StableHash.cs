using System.Runtime.InteropServices;

namespace CoroFsm;

/// <summary>
/// Represents the hash of a text that is the same in every process, unlike that of <see cref="string.GetHashCode()"/>.
/// </summary>
/// <remarks>
/// A polynomial of the characters, so that the hash of a concatenation is composed of those of its parts, without composing the text.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly struct StableHash
{
    /// <summary>Odd, and 5 modulo 8, so that its powers repeat only after 2^62 characters.</summary>
    private const ulong Base = 0x9E37_79B9_7F4A_7C15;

    private readonly ulong sum;

    /// <summary>The power of <see cref="Base"/> for the length of the text; 0 for no text.</summary>
    private readonly ulong power;

    private StableHash(ulong sum, ulong power) => (this.sum, this.power) = (sum, power);

    /// <summary>Gets a value indicating whether this is the default value, which is not the hash of a text.</summary>
    internal bool IsNone => power == 0;

    /// <summary>Gets the value, every bit of which depends on all characters; 0 for no text.</summary>
    internal ulong Value => Spread(sum);

    /// <summary>Computes the hash of a text.</summary>
    internal static StableHash Of(ReadOnlySpan<char> text)
    {
        var (sum, power) = (0UL, 1UL);
        foreach (var c in text)
        {
            sum = unchecked((sum * Base) + c + 1);
            power = unchecked(power * Base);
        }

        return new(sum, power);
    }

    /// <summary>Combines two values; their order counts.</summary>
    internal static ulong Combine(ulong first, ulong second) => Spread(unchecked((first * Base) + second + 1));

    /// <summary>Returns the hash of this text, a slash, and another text; that of the other one if one of them is not a text.</summary>
    internal StableHash Slash(StableHash next) => IsNone ? next : next.IsNone ? this
        : new(unchecked((((sum * Base) + '/' + 1) * next.power) + next.sum), unchecked(power * Base * next.power));

    /// <summary>Spreads the entropy of a value over all bits (the finalizer of MurmurHash3). 0 remains 0.</summary>
    private static ulong Spread(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 33)) * 0xFF51_AFD7_ED55_8CCD;
            value = (value ^ (value >> 33)) * 0xC4CE_B9FE_1A85_EC53;
            return value ^ (value >> 33);
        }
    }
}
