namespace CoroFsm.Durability.Instances;

/// <content>Parking.</content>
internal sealed partial class Instance<TEvent>
{
    /// <summary>Gets the task that ends when it is stored that the machine is parked, or that has failed.</summary>
    internal Task ParkingStored
    {
        get
        {
            lock (clock)
                return rare?.Parking?.Task ?? Task.CompletedTask;
        }
    }

    private bool IsParking => rare?.Parking is { Task.IsCompleted: false };

    /// <summary>Announces <see cref="StoreParkingAsync"/>: until then the object remains in memory.</summary>
    internal void BeginParking()
    {
        lock (clock)
            Rarely.Parking = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Gets a value indicating whether the machine is parked, and that is stored.</summary>
    internal bool IsParked => !IsParking && Stage == InstanceStage.Parked;

    /// <summary>Stores that the machine is parked, when what it has handled before is stored.</summary>
    internal async Task StoreParkingAsync()
    {
        try
        {
            await WhenDrainedAsync().ConfigureAwait(true);
            if (journaled.Failure is null)
                await host.Journal.ParkAsync(journaled.Id, ParkedReason, CancellationToken.None).ConfigureAwait(true);
        }
        catch (Exception error)
        {
            DurableLog.ParkingNotStored(host.Logger, host.Type, error);
        }
        finally
        {
            rare!.Parking!.SetResult();
        }
    }
}
