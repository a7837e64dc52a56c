namespace SaxToBus;

/// <summary>Puts the buses on a map, which is written at the end: with those that were read, wherever the feed broke.</summary>
internal sealed class MapBusWriter(string path, BusFilter filter, TimeProvider time) : IBusWriter
{
    private readonly List<Vehicle> vehicles = [];
    private long unplaced;

    /// <inheritdoc/>
    public void Write(Bus bus)
    {
        var vehicle = Vehicle.Of(bus);
        if (vehicle.Latitude is null || vehicles.Count == MapPage.MaxVehicles)
            unplaced++;
        else
            vehicles.Add(vehicle);
    }

    /// <inheritdoc/>
    public void Flush()
    {
        // A map is whole or not there.
    }

    /// <inheritdoc/>
    public void Dispose() =>
        MapPage.WriteTo(path, MapPage.Of(VehicleJson.Write(time.GetUtcNow(), vehicles, unplaced), filter, isLive: false));
}
