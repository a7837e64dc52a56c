using System.Numerics;

namespace CoroFsm.Statecharts;

/// <summary>A set of states, by their indices in document order. Allocates only when it is created.</summary>
internal readonly struct IndexSet(int count)
{
    private readonly ulong[] words = new ulong[(count + 63) >> 6];

    internal void Add(int index) => words[index >> 6] |= 1UL << index;

    internal void Remove(int index) => words[index >> 6] &= ~(1UL << index);

    internal bool Contains(int index) => (words[index >> 6] & (1UL << index)) != 0;

    internal void Clear() => Array.Clear(words);

    /// <summary>Gets the first index from a certain one; -1 if there is none.</summary>
    internal int NextFrom(int index)
    {
        for (var word = index >> 6; word < words.Length; word++, index = word << 6)
        {
            var rest = words[word] >> index;        // the shift counts modulo 64
            if (rest != 0)
                return index + BitOperations.TrailingZeroCount(rest);
        }

        return -1;
    }

    /// <summary>Gets the last index up to a certain one; -1 if there is none.</summary>
    internal int LastTo(int index)
    {
        for (var word = index >> 6; word >= 0; word--, index = (word << 6) + 63)
        {
            var rest = words[word] << (63 - index);     // as above
            if (rest != 0)
                return index - BitOperations.LeadingZeroCount(rest);
        }

        return -1;
    }

    /// <summary>Returns whether an index lies in a range.</summary>
    internal bool Intersects(int start, int end) => start < end && NextFrom(start) is >= 0 and var first && first < end;
}
