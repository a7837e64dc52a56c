using System.Text.Json.Serialization;

namespace CoroFsm.Benchmarks.Ratios;

/// <summary>Represents the result of one case.</summary>
/// <param name="Case">The name of the case.</param>
/// <param name="Ns">The median time of one operation, in nanoseconds.</param>
/// <param name="Bytes">The bytes that one operation allocates; for a footprint, the bytes that one object holds.</param>
/// <param name="Baseline">The name of the case that it is compared with.</param>
/// <param name="Ratio">The median of the ratios to the baseline, each within one round.</param>
internal sealed record CaseResult(string Case, double Ns, double Bytes, string Baseline, double Ratio)
{
    /// <summary>Gets the best time of one operation, in nanoseconds.</summary>
    [JsonIgnore]
    public double Best { get; private init; }

    /// <summary>Gets the throughput in megabytes of input per second; null if there is no input.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MegabytesPerSecond { get; private init; }

    internal static CaseResult Of(Series series, Series baseline)
    {
        var isSurcharge = series.Case.IsSurcharge;
        var own = series.Nanoseconds.Zip(baseline.Nanoseconds, (ns, other) => isSurcharge ? ns - other : ns).ToArray();
        var ratios = own.Zip(baseline.Nanoseconds, (ns, other) => ns / other).ToArray();
        return new(
            series.Case.Name,
            Rounded(Median(own)),
            Rounded(series.Bytes - (isSurcharge ? baseline.Bytes : 0)),
            baseline.Case.Name,
            Math.Round(Median(ratios), 4))
        {
            MegabytesPerSecond = series.Case.BytesPerOperation > 0 ? Rounded(series.Case.BytesPerOperation / Median(own) * 1000) : null,

            // The least difference would only tell which round was disturbed most.
            Best = Rounded(series.Nanoseconds.Min() - (isSurcharge ? baseline.Nanoseconds.Min() : 0)),
        };
    }

    internal static CaseResult Of(string measurement, Measurement.Sample[] samples, Series baseline)
    {
        var nanoseconds = samples.Select(sample => sample.Nanoseconds).ToArray();
        var median = Median(nanoseconds);
        return new(
            measurement,
            Rounded(median),
            Rounded(Median([.. samples.Select(sample => sample.Bytes)])),
            baseline.Case.Name,
            Rounded(median / Median([.. baseline.Nanoseconds])))
        {
            Best = Rounded(nanoseconds.Min()),
        };
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double Rounded(double value) => Math.Round(value, 2);
}
