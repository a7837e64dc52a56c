using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <summary>Numbers states or triggers from 0, so that tables can be indexed with them.</summary>
/// <remarks>Enumerations and small integers without gaps are numbered by subtraction; everything else by a dictionary.</remarks>
internal readonly struct KeyIndex<T>
    where T : notnull
{
    private static readonly bool IsInteger = Unsafe.SizeOf<T>() <= sizeof(int)
        && (typeof(T).IsEnum || typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte) || typeof(T) == typeof(short)
            || typeof(T) == typeof(ushort) || typeof(T) == typeof(char) || typeof(T) == typeof(int));

    private readonly T[] keys;
    private readonly Dictionary<T, int>? numbers;
    private readonly int first;

    internal KeyIndex(IEnumerable<T> all)
    {
        keys = [.. all.Distinct()];
        if (IsInteger && TrySort(keys, out first))
            return;

        numbers = [];
        for (var i = 0; i < keys.Length; i++)
            numbers.Add(keys[i], i);
    }

    internal int Count => keys.Length;

    internal ReadOnlySpan<T> Keys => keys;

    internal T this[int number] => keys[number];

    /// <summary>Gets the number of a key; negative, or beyond the last one, if it has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Of(T key) => IsInteger && numbers is null ? ValueOf(key) - first : Find(key);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Find(T key) => numbers!.TryGetValue(key, out var number) ? number : -1;

    /// <summary>Sorts the keys if they lie without gaps.</summary>
    private static bool TrySort(T[] keys, out int first)
    {
        var sorted = keys.OrderBy(ValueOf).ToArray();
        first = sorted.Length == 0 ? 0 : ValueOf(sorted[0]);
        if (sorted.Length == 0 || (long)ValueOf(sorted[^1]) - first != sorted.Length - 1)
            return false;

        sorted.CopyTo(keys, 0);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ValueOf(T key) => Unsafe.SizeOf<T>() switch
    {
        1 => Unsafe.BitCast<T, byte>(key),
        2 => Unsafe.BitCast<T, ushort>(key),
        _ => Unsafe.BitCast<T, int>(key),
    };
}
