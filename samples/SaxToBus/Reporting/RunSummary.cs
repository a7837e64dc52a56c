using System.Globalization;

namespace SaxToBus;

/// <summary>What a run has done.</summary>
/// <param name="Tally">What has passed through the stages.</param>
/// <param name="Bytes">How many bytes the feed had.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="PeakMemory">The most memory that the process has had, in bytes.</param>
internal sealed record RunSummary(Tally Tally, long Bytes, TimeSpan Elapsed, long PeakMemory)
{
    private const double Mega = 1e6;

    /// <summary>Shorter runs have no rate: it would measure the start of the program and the compilation of its code.</summary>
    private static readonly TimeSpan ShortestWithRate = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override string ToString()
    {
        var seconds = Elapsed.TotalSeconds;
        var rate = Elapsed < ShortestWithRate ? "" : string.Create(CultureInfo.InvariantCulture, $" ({Bytes / seconds / Mega:0.0} MB/s)");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Tally.BusesRead}, {Tally.Shown:N0} shown; {Tally.Events:N0} events, {Bytes:N0} bytes in {seconds:0.000} s{rate}; "
            + $"peak memory {PeakMemory / Mega:0.0} MB");
    }
}
