namespace CoroFsm.Durability.Instances;

/// <content>The end of a replay after which the machine is not used.</content>
internal sealed partial class Instance<TEvent>
{
    /// <summary>Describes the replay, and removes the machine from memory.</summary>
    /// <param name="records">The number of records.</param>
    /// <param name="parked">Why the machine is parked; null if it is not.</param>
    internal MachineReplay EndReplay(long records, string? parked)
    {
        lock (clock)
        {
            var waits = machine is { Status: MachineStatus.Waiting };
            var replay = new MachineReplay(
                Key,
                version,
                records,
                Stage == InstanceStage.Ended ? nameof(InstanceStage.Ended) : machine?.State ?? "",
                waits ? machine!.Position : "",
                ReplayFailure ?? FailureOfEnd(),
                parked);
            Leave(reason: null);
            return replay;
        }
    }

    /// <summary>Returns what is wrong with the last record; null for nothing.</summary>
    private FormatException? FailureOfEnd() => isBetweenTurns && machine is not null
        ? null
        : new($"Machine {journaled.Id}: the journal ends inside a turn, after record {sequence}. Restore it from a copy.");
}
