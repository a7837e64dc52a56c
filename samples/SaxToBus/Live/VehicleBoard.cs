namespace SaxToBus;

/// <summary>The latest position of each vehicle, and what has changed since the last round. Any thread may use it.</summary>
/// <remarks>
/// A time that the feed states is compared with the clock: a record counts only if its time is less than <paramref name="staleAfter"/> ago,
/// and not more than <see cref="MaxAhead"/> in the future.
/// </remarks>
/// <param name="time">The clock.</param>
/// <param name="staleAfter">
/// The time after which a vehicle is gone, from the time it was recorded, or, if the feed states none, was named;
/// <see cref="TimeSpan.MaxValue"/>: never.
/// </param>
internal sealed class VehicleBoard(TimeProvider time, TimeSpan staleAfter)
{
    /// <summary>The maximum number of vehicles that are followed at once; more are not taken.</summary>
    public const int MaxVehicles = 200_000;

    /// <summary>The maximum time that the clock of a feed may be ahead of ours.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private readonly Dictionary<(string? Operator, string Id), Entry> entries = [];
    private readonly Dictionary<(string? Operator, string Id), VehicleChange> changes = [];
    private RoundCounts counts;
    private int reading;

    /// <summary>Takes what a feed says of a vehicle. What is older than what is known is not news.</summary>
    public void See(Vehicle vehicle)
    {
        lock (gate)
        {
            if (vehicle.Id.Length == 0 || vehicle.Latitude is null)
            {
                counts.Unplaced++;
                return;
            }

            if (vehicle.Recorded is { } recorded && !Counts(recorded))
                return;

            var now = time.GetTimestamp();
            if (!entries.TryGetValue(vehicle.Key, out var entry))
            {
                if (entries.Count == MaxVehicles)
                {
                    counts.Unplaced++;
                    return;
                }

                entries[vehicle.Key] = new() { Vehicle = vehicle, Heard = now, Reading = reading };
                changes[vehicle.Key] = new(ChangeKind.New, vehicle);
                return;
            }

            entry.Reading = reading;
            var last = entry.Vehicle;
            var hasMoved = last.Latitude != vehicle.Latitude || last.Longitude != vehicle.Longitude;
            if (vehicle.Recorded is { } to && last.Recorded is { } from && to <= from)
            {
                if (to == from && hasMoved)
                    counts.Frozen++;
                return;
            }

            vehicle = vehicle with { Speed = Speed(last, vehicle, time.GetElapsedTime(entry.Heard, now)) };
            entry.Vehicle = vehicle;
            entry.Heard = now;
            if (!hasMoved)
                return;

            var isNew = changes.TryGetValue(vehicle.Key, out var earlier) && earlier.Kind == ChangeKind.New;
            changes[vehicle.Key] = new(isNew ? ChangeKind.New : ChangeKind.Moved, vehicle);
        }
    }

    /// <summary>Begins to read the feed from its start.</summary>
    public void BeginReading()
    {
        lock (gate)
            reading++;
    }

    /// <summary>Takes once more what the last reading said: nothing has changed since, which is news of those that state no time.</summary>
    public void Repeat()
    {
        lock (gate)
        {
            foreach (var entry in entries.Values)
            {
                if (entry.Reading == reading && entry.Vehicle.Recorded is null)
                    entry.Heard = time.GetTimestamp();
            }
        }
    }

    /// <summary>Drops the stale, and begins another round.</summary>
    /// <returns>The vehicles as they are now, and what has changed since the last round.</returns>
    public BoardRound EndRound()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            foreach (var (key, entry) in entries)
            {
                var age = entry.Vehicle.Recorded is { } recorded ? now - recorded : time.GetElapsedTime(entry.Heard);
                if (age < staleAfter)
                    continue;

                // Removing is allowed while a dictionary is enumerated.
                changes[key] = new(ChangeKind.Gone, entry.Vehicle);
                entries.Remove(key);
            }

            Vehicle[] vehicles = [.. entries.Values.Select(entry => entry.Vehicle)];
            BoardRound result = new(now, vehicles, [.. changes.Values], counts.Unplaced) { Counts = counts };
            changes.Clear();
            counts = default;
            return result;
        }
    }

    private bool Counts(DateTimeOffset recorded)
    {
        var age = time.GetUtcNow() - recorded;
        if (age >= staleAfter)
        {
            counts.TooOld++;
            counts.Latest = counts.Latest > recorded ? counts.Latest : recorded;
            return false;
        }

        if (age < -MaxAhead)
        {
            counts.TooNew++;
            return false;
        }

        return true;
    }

    private static double? Speed(Vehicle last, Vehicle vehicle, TimeSpan heardApart)
    {
        const double KilometresPerHour = 3.6;
        var apart = vehicle.Recorded is { } to && last.Recorded is { } from ? to - from : heardApart;
        return apart > TimeSpan.Zero ? last.DistanceTo(vehicle) / apart.TotalSeconds * KilometresPerHour : vehicle.Speed;
    }

    private sealed class Entry
    {
        internal required Vehicle Vehicle { get; set; }

        /// <summary>Gets or sets when there was news of it, by our clock.</summary>
        internal required long Heard { get; set; }

        /// <summary>Gets or sets the last reading that named it.</summary>
        internal required int Reading { get; set; }
    }
}
