namespace SaxToBus;

/// <summary>The latest position of each vehicle, and what has changed since the last round. Any thread may use it.</summary>
/// <param name="time">The clock.</param>
/// <param name="staleAfter">How long a vehicle stays of which nothing new is heard.</param>
internal sealed class VehicleBoard(TimeProvider time, TimeSpan staleAfter)
{
    /// <summary>How many vehicles are followed at once, those among them that are gone and still named; more are not taken.</summary>
    public const int MaxVehicles = 200_000;

    private readonly Lock gate = new();
    private readonly Dictionary<(string? Operator, string Id), Entry> entries = [];
    private readonly Dictionary<(string? Operator, string Id), VehicleChange> changes = [];
    private int reading;

    /// <summary>Gets how many records of this round could not be followed: they have no position, or no id, or there is no room.</summary>
    public int Unplaced { get; private set; }

    /// <summary>Takes what a feed says of a vehicle. What is older than what is known is not news.</summary>
    public void See(Vehicle vehicle)
    {
        lock (gate)
        {
            if (vehicle.Id.Length == 0 || vehicle.Latitude is null)
            {
                Unplaced++;
                return;
            }

            var now = time.GetTimestamp();
            if (!entries.TryGetValue(vehicle.Key, out var entry))
            {
                if (entries.Count == MaxVehicles)
                {
                    Unplaced++;
                    return;
                }

                entries[vehicle.Key] = new() { Vehicle = vehicle, Heard = now, Named = now, Reading = reading };
                changes[vehicle.Key] = new(ChangeKind.New, vehicle);
                return;
            }

            entry.Reading = reading;
            entry.Named = now;
            var (last, isBack) = (entry.Vehicle, entry.IsGone);

            // For one that is gone an older time is news as well, for the last one may have been wrong, and too late; but not a time that was older all along.
            if (vehicle.Recorded is { } recorded && last.Recorded is { } before && (isBack ? recorded == before || recorded <= entry.Refused : recorded <= before))
            {
                if (recorded < before && !(recorded <= entry.Refused))
                    entry.Refused = recorded;
                return;
            }

            var hasMoved = last.Latitude != vehicle.Latitude || last.Longitude != vehicle.Longitude;
            vehicle = vehicle with { Speed = isBack ? null : Speed(last, vehicle, time.GetElapsedTime(entry.Heard, now)) };
            entry.Vehicle = vehicle;
            entry.Heard = now;
            entry.IsGone = false;
            entry.Refused = null;
            if (isBack || hasMoved)
                changes[vehicle.Key] = new(isBack || (changes.TryGetValue(vehicle.Key, out var earlier) && earlier.Kind == ChangeKind.New) ? ChangeKind.New : ChangeKind.Moved, vehicle);
        }
    }

    /// <summary>Begins to read the feed anew.</summary>
    public void BeginReading()
    {
        lock (gate)
            reading++;
    }

    /// <summary>Hears once more what the last reading said, for nothing has changed since: that is news of those who tell no time.</summary>
    public void Repeat()
    {
        lock (gate)
        {
            foreach (var entry in entries.Values)
            {
                if (entry.Reading != reading)
                    continue;

                entry.Named = time.GetTimestamp();
                if (entry.Vehicle.Recorded is null)
                    entry.Heard = entry.Named;
            }
        }
    }

    /// <summary>Drops the stale, and begins another round.</summary>
    /// <returns>The vehicles as they are now, and what has changed since the last round.</returns>
    public BoardRound EndRound()
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            foreach (var (key, entry) in entries)
            {
                if (time.GetElapsedTime(entry.Heard, now) < staleAfter)
                    continue;

                if (!entry.IsGone)
                    changes[key] = new(ChangeKind.Gone, entry.Vehicle);
                entry.IsGone = true;

                // A feed may name it on and on with its last time: that is nothing new for as long as it is known. Removing is allowed while a dictionary is walked.
                if (time.GetElapsedTime(entry.Named, now) >= staleAfter)
                    entries.Remove(key);
            }

            BoardRound result = new(time.GetUtcNow(), [.. entries.Values.Where(entry => !entry.IsGone).Select(entry => entry.Vehicle)], [.. changes.Values], Unplaced);
            changes.Clear();
            Unplaced = 0;
            return result;
        }
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

        /// <summary>Gets or sets when the feed named it last, by our clock.</summary>
        internal required long Named { get; set; }

        /// <summary>Gets or sets a value indicating whether there was no news of it for too long.</summary>
        internal bool IsGone { get; set; }

        /// <summary>Gets or sets the latest time that was older than the one that was known.</summary>
        internal DateTimeOffset? Refused { get; set; }

        /// <summary>Gets or sets the last reading that named it.</summary>
        internal required int Reading { get; set; }
    }
}

/// <summary>What is known at the end of a round.</summary>
/// <param name="Time">When that was.</param>
/// <param name="Vehicles">The vehicles.</param>
/// <param name="Changes">What has changed since the last round.</param>
/// <param name="Unplaced">How many records could not be followed.</param>
internal sealed record BoardRound(DateTimeOffset Time, Vehicle[] Vehicles, VehicleChange[] Changes, int Unplaced);
