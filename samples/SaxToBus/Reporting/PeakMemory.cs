using System.Diagnostics;
using System.Globalization;

namespace SaxToBus;

/// <summary>The most memory that this process has had.</summary>
internal static class PeakMemory
{
    /// <summary>Gets the peak working set in bytes; 0 if the system does not tell.</summary>
    public static long Bytes
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            var bytes = process.PeakWorkingSet64;
            return bytes == 0 && OperatingSystem.IsLinux() ? OfLinux() : bytes;
        }
    }

    private static long OfLinux()
    {
        const string Label = "VmHWM:";
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Label, StringComparison.Ordinal));
        var kibibytes = line.AsSpan(line is null ? 0 : Label.Length).Trim(" \tkB");
        return long.TryParse(kibibytes, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count << 10 : 0;
    }
}
