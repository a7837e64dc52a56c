using System.Text;

namespace SaxToBus;

/// <summary>Makes the page with the map: one file, which loads nothing from elsewhere.</summary>
internal static class MapPage
{
    /// <summary>How many vehicles a page can show; a browser does not bear many more.</summary>
    public const int MaxVehicles = 20_000;

    private const string Data = "/*data*/null";

    private static readonly string Template = ReadTemplate();

    /// <summary>Makes a page.</summary>
    /// <param name="data">The vehicles, as <see cref="VehicleJson"/> writes them; it leaves no &lt; that could end the script.</param>
    /// <param name="filter">What the vehicles have in common.</param>
    /// <param name="isLive">Whether the page asks its server for what has changed.</param>
    public static byte[] Of(ReadOnlySpan<byte> data, BusFilter filter, bool isLive)
    {
        var title = System.Net.WebUtility.HtmlEncode(filter.ToString());
        var page = Template
            .Replace("<!--title-->", title, StringComparison.Ordinal)
            .Replace("connect-src 'none'", isLive ? "connect-src 'self'" : "connect-src 'none'", StringComparison.Ordinal)
            .Replace("/*live*/false", isLive ? "true" : "false", StringComparison.Ordinal);
        var at = page.IndexOf(Data, StringComparison.Ordinal);
        return [.. Encoding.UTF8.GetBytes(page[..at]), .. data, .. Encoding.UTF8.GetBytes(page[(at + Data.Length)..])];
    }

    /// <summary>Makes the data of a round: as many vehicles as a page can show, and how many others there are.</summary>
    public static byte[] DataOf(BoardRound round) =>
        VehicleJson.Write(
            round.Time,
            [.. round.Vehicles.Take(MaxVehicles)],
            round.Unplaced + Math.Max(0, round.Vehicles.Length - MaxVehicles));

    /// <summary>Writes the page of a round. A reader of the file sees the old page or the new one.</summary>
    /// <exception cref="FaultException">The file cannot be written.</exception>
    public static void WriteTo(string path, BoardRound round, BusFilter filter) =>
        WriteTo(path, Of(DataOf(round), filter, isLive: false));

    /// <summary>Writes a page.</summary>
    /// <exception cref="FaultException">The file cannot be written.</exception>
    public static void WriteTo(string path, byte[] page)
    {
        try
        {
            var next = path + ".new";
            File.WriteAllBytes(next, page);
            File.Move(next, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FaultException($"{path}: {error.Message}", error);
        }
    }

    private static string ReadTemplate()
    {
        using var reader = new StreamReader(typeof(MapPage).Assembly.GetManifestResourceStream("map.html")!);
        return reader.ReadToEnd();
    }
}
