using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <summary>
/// The places in the code where tasks wait, numbered, so that each task keeps two bytes instead of a line and a file.
/// </summary>
/// <remarks>There are as many as traps in the program's code, so they are kept for good. Safe for use by several threads.</remarks>
internal static class WaitPlaces
{
    private const int CacheSize = 256;

    /// <summary>The place that was asked for last of those with the same slot.</summary>
    private static readonly Entry[] cache = [.. Enumerable.Repeat(new Entry("", Line: -1, Number: 0), CacheSize)];

    private static readonly Dictionary<(string File, int Line), Entry> entries = [];
    private static readonly List<Entry> byNumber = [cache[0]];

    /// <summary>Gets the number of a place.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="file">Its file, a literal.</param>
    /// <returns>The number; 0 if there are too many.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ushort Find(int line, string file)
    {
        var entry = cache[SlotOf(line, file)];
        return entry.Line == line && ReferenceEquals(entry.File, file) ? entry.Number : FindSlowly(line, file);
    }

    /// <summary>Shows a place.</summary>
    /// <param name="number">Its number.</param>
    /// <returns>File and line; empty for 0.</returns>
    internal static string Describe(ushort number)
    {
        if (number == 0)
            return "";

        Entry entry;
        lock (entries)
            entry = byNumber[number];
        return $"{Path.GetFileName(entry.File.Replace('\\', '/'))}:{entry.Line}";
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ushort FindSlowly(int line, string file)
    {
        lock (entries)
        {
            if (!entries.TryGetValue((file, line), out var entry))
            {
                if (byNumber.Count > ushort.MaxValue)
                    return 0;
                entry = new(file, line, (ushort)byNumber.Count);
                byNumber.Add(entry);
                entries.Add((file, line), entry);
            }

            cache[SlotOf(line, file)] = entry;
            return entry.Number;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte SlotOf(int line, string file) => (byte)(line + file.Length);

    private sealed record Entry(string File, int Line, ushort Number);
}
