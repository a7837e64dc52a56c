using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <summary>
/// The source locations where tasks wait, numbered, so that each task keeps two bytes instead of a line and a file.
/// </summary>
/// <remarks>
/// There are as many as traps in the program's code, so they are kept for good. A trap whose wait has a state name of its own has a second
/// number. Safe for use by several threads.
/// </remarks>
internal static class WaitLocations
{
    private const int CacheSize = 256;

    /// <summary>The location that was asked for last of those with the same slot.</summary>
    private static readonly Entry[] Cache = [.. Enumerable.Repeat(new Entry("", Key: int.MinValue, Number: 0), CacheSize)];

    private static readonly Dictionary<(string File, int Key), Entry> Entries = [];
    private static readonly List<Entry> ByNumber = [Cache[0]];

    /// <summary>Gets the number of a location.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="file">Its file, a literal.</param>
    /// <param name="isNamed">Whether the wait has a state name of its own.</param>
    /// <returns>The number; 0 if there are too many.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ushort Find(int line, string file, bool isNamed = false)
    {
        var key = isNamed ? ~line : line;
        var entry = Cache[SlotOf(key, file)];
        return entry.Key == key && ReferenceEquals(entry.File, file) ? entry.Number : FindSlowly(key, file);
    }

    /// <summary>Determines whether the wait at a location has a state name of its own.</summary>
    internal static bool IsNamed(ushort number) => Get(number) is { Number: > 0, Key: < 0 };

    /// <summary>Returns a location as text.</summary>
    /// <param name="number">Its number.</param>
    /// <returns>File and line; empty for 0.</returns>
    internal static string Describe(ushort number)
    {
        if (number == 0)
            return "";

        var entry = Get(number);
        return $"{Path.GetFileName(entry.File.Replace('\\', '/'))}:{(entry.Key < 0 ? ~entry.Key : entry.Key)}";
    }

    private static Entry Get(ushort number)
    {
        lock (Entries)
            return ByNumber[number];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ushort FindSlowly(int key, string file)
    {
        lock (Entries)
        {
            if (!Entries.TryGetValue((file, key), out var entry))
            {
                if (ByNumber.Count > ushort.MaxValue)
                    return 0;
                entry = new(file, key, (ushort)ByNumber.Count);
                ByNumber.Add(entry);
                Entries.Add((file, key), entry);
            }

            Cache[SlotOf(key, file)] = entry;
            return entry.Number;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte SlotOf(int key, string file) => (byte)(key + file.Length);

    /// <param name="File">The file.</param>
    /// <param name="Key">The line; its complement where the wait has a state name of its own.</param>
    /// <param name="Number">The number.</param>
    private sealed record Entry(string File, int Key, ushort Number);
}
