using System.Globalization;

namespace Echo;

/// <summary>The limit of open files, where the system tells: each end of a connection is one.</summary>
internal static class OpenFiles
{
    private const int Others = 200;

    /// <summary>Refuses what the limit does not allow, before it fails half-way.</summary>
    /// <param name="connections">How many connections are wanted.</param>
    /// <param name="ends">How many ends of each this process has.</param>
    /// <param name="limit">The limit; null: unknown.</param>
    /// <exception cref="FaultException">The limit is too low.</exception>
    internal static void Check(int connections, int ends, long? limit)
    {
        var needed = ((long)connections * ends) + Others;
        if (limit < needed)
        {
            throw new FaultException(
                $"{connections} connections need {needed} open files in this process, and its limit is {limit}. " +
                $"Raise it in this shell (ulimit -n {needed}), or ask for fewer --connections.");
        }
    }

    /// <summary>Gets how many connections a server can have.</summary>
    /// <param name="limit">The limit; null: unknown.</param>
    /// <exception cref="FaultException">It is too low for any.</exception>
    internal static int Capacity(long? limit)
    {
        Check(1, ends: 1, limit);
        return (int)Math.Min(limit - Others ?? int.MaxValue, int.MaxValue);
    }

    /// <summary>Reads the limit of this process.</summary>
    internal static long? ReadLimit()
    {
        const string Limits = "/proc/self/limits";
        const string Name = "Max open files";
        if (!File.Exists(Limits))
            return null;

        foreach (var line in File.ReadLines(Limits))
        {
            if (!line.StartsWith(Name, StringComparison.Ordinal))
                continue;
            var soft = line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            return long.TryParse(soft, CultureInfo.InvariantCulture, out var limit) ? limit : null;
        }

        return null;
    }
}
