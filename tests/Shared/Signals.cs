using System.Globalization;

namespace CoroFsm.TestSupport;

/// <summary>Provides what tests need that interrupt a program.</summary>
internal static class Signals
{
    private const int Interrupt = 2;

    /// <summary>
    /// Skips the test where a child process would not get SIGINT. A shell lets its background jobs ignore it, their children inherit that,
    /// and .NET respects it: an interrupted program would never end.
    /// </summary>
    internal static void SkipUnlessInterruptible()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The test sends SIGINT with kill.");
        Assert.SkipWhen(
            IsInterruptIgnored(),
            "SIGINT is ignored here, as in a background job of a shell: start the tests with `env --default-signal=INT`.");
    }

    private static bool IsInterruptIgnored()
    {
        const string Status = "/proc/self/status";
        const string Prefix = "SigIgn:";
        if (!File.Exists(Status))
            return false;
        var line = File.ReadLines(Status).FirstOrDefault(static line => line.StartsWith(Prefix, StringComparison.Ordinal));
        if (line is null)
            return false;
        var ignored = ulong.Parse(line.AsSpan(Prefix.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (ignored & (1UL << (Interrupt - 1))) != 0;
    }
}
