using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Instances;

/// <content>Parking.</content>
internal sealed partial class Instance<TEvent>
{
    /// <summary>Whether the parking is on its way to the journal: a load would find a machine that is not parked.</summary>
    private volatile bool isParking;

    /// <summary>Stores that the machine is parked, when what it has handled before is stored.</summary>
    internal async Task StoreParkingAsync()
    {
        try
        {
            await WhenDrainedAsync().ConfigureAwait(true);
            if (journaled.Failure is null)
                await host.Journal.ParkAsync(journaled.Id, ParkedReason, host.Stopping).ConfigureAwait(true);
        }
        catch (Exception) when (host.Stopping.IsCancellationRequested)
        {
            // It is parked again when it is loaded.
        }
        catch (JournalException error)
        {
            DurableLog.Parked(host.Logger, host.Type, "The parking was not stored.", error);
        }
        finally
        {
            isParking = false;
        }
    }
}
