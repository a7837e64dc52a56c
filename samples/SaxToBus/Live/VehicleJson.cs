using System.Text.Json;

namespace SaxToBus;

/// <summary>Writes vehicles as JSON, for the log and for the map.</summary>
internal static class VehicleJson
{
    /// <summary>Writes a change as one line of the log.</summary>
    public static void Write(Utf8JsonWriter json, DateTimeOffset time, VehicleChange change)
    {
        json.WriteStartObject();
        json.WriteString("time", time);
        json.WriteString("change", change.Kind switch { ChangeKind.New => "new", ChangeKind.Moved => "moved", _ => "gone" });
        WriteFields(json, change.Vehicle);
        json.WriteEndObject();
    }

    /// <summary>Writes vehicles and how many others there are, as an object.</summary>
    public static byte[] Write(DateTimeOffset time, IReadOnlyCollection<Vehicle> vehicles, long unplaced)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("time", time);
            json.WriteNumber("unplaced", unplaced);
            json.WriteStartArray("vehicles");
            foreach (var vehicle in vehicles)
            {
                json.WriteStartObject();
                WriteFields(json, vehicle);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void WriteFields(Utf8JsonWriter json, Vehicle vehicle)
    {
        json.WriteString("id", vehicle.Id);
        json.WriteString("route", vehicle.Route);
        json.WriteString("direction", vehicle.Direction);
        Number(json, "latitude", vehicle.Latitude);
        Number(json, "longitude", vehicle.Longitude);
        Number(json, "bearing", vehicle.Bearing);
        if (vehicle.Speed is { } speed)
            json.WriteNumber("speed", Math.Round(speed, 1));
        if (vehicle.Recorded is { } recorded)
            json.WriteString("recorded", recorded);
        Text(json, "delay", vehicle.Delay);
        Text(json, "operator", vehicle.Operator);
        Text(json, "destination", vehicle.Destination);
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
