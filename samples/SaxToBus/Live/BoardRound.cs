using System.Globalization;
using System.Runtime.InteropServices;

namespace SaxToBus;

/// <summary>What is known at the end of a round.</summary>
/// <param name="Time">When that was.</param>
/// <param name="Vehicles">The vehicles.</param>
/// <param name="Changes">What has changed since the last round.</param>
/// <param name="Unplaced">The number of records that could not be followed: they have no position, or no id, or there is no room.</param>
internal sealed record BoardRound(DateTimeOffset Time, Vehicle[] Vehicles, VehicleChange[] Changes, int Unplaced)
{
    /// <summary>Gets the numbers of records that were left out.</summary>
    public RoundCounts Counts { get; init; }

    /// <summary>Returns what is wrong with the times of the feed, each with its kind.</summary>
    /// <param name="name">What the feed is called.</param>
    /// <param name="stale">The time after which a vehicle is gone.</param>
    public IEnumerable<(string Kind, string Line)> Warnings(string name, TimeSpan stale)
    {
        if (Counts.TooOld > 0)
        {
            yield return ("too old", string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: left out: {Records(Counts.TooOld)} recorded more than {Short(stale)} ago, "
                + $"the latest at {Counts.Latest.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}; --stale sets the limit"));
        }

        if (Counts.TooNew > 0)
        {
            yield return ("too new", string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: left out: {Records(Counts.TooNew)} with a time more than {Short(VehicleBoard.MaxAhead)} in the future; "
                + $"check the feed, and the clock of this machine"));
        }

        if (Counts.Frozen > 0)
        {
            yield return ("frozen", string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: left out: {Records(Counts.Frozen)} with a new position and the time of the last one; "
                + $"the time stamps of the feed do not change"));
        }
    }

    private static string Records(int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "record" : "records")}");

    private static string Short(TimeSpan time)
    {
        var (count, unit) = time switch
        {
            { TotalSeconds: < 120 } => (time.TotalSeconds, "s"),
            { TotalMinutes: < 120 } => (time.TotalMinutes, "min"),
            _ => (time.TotalHours, "h"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{count:0.###} {unit}");
    }
}

/// <summary>The numbers of records of a round that are not on the board.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RoundCounts
{
    /// <summary>Gets or sets the number of those without a position or an id, or without room.</summary>
    public int Unplaced { get; set; }

    /// <summary>Gets or sets the number of those that were recorded too long ago.</summary>
    public int TooOld { get; set; }

    /// <summary>Gets or sets the latest time among those that were recorded too long ago.</summary>
    public DateTimeOffset Latest { get; set; }

    /// <summary>Gets or sets the number of those with a time in the future.</summary>
    public int TooNew { get; set; }

    /// <summary>Gets or sets the number of those that have moved while their time does not change.</summary>
    public int Frozen { get; set; }
}
