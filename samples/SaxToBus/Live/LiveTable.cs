using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SaxToBus;

/// <summary>The table that refreshes in place: what changed comes first, and as many others as there is room for.</summary>
internal sealed class LiveTable(FollowOptions options, IAnsiConsole console)
{
    /// <summary>What a table needs besides its rows.</summary>
    private const int Frame = 7;

    /// <summary>Gets what is shown before the first round.</summary>
    public IRenderable Current { get; } = new Text($"Waiting for {Printable.Line(options.File)} …");

    /// <summary>Makes the table of a round.</summary>
    public IRenderable Of(BoardRound round)
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = Color.Grey };
        table.Title = new(Markup.Escape(Printable.Line(options.Filter.ToString())), new(decoration: Decoration.Bold));
        foreach (var header in (string[])["", "Route", "Bus", "Direction", "Latitude", "Longitude", "km/h"])
            table.AddColumn(new TableColumn(new Text(header, new(decoration: Decoration.Bold))) { NoWrap = true });

        var room = Math.Max(1, console.Profile.Height - Frame);
        var changed = round.Changes.ToDictionary(change => change.Vehicle.Key, change => change.Kind);
        var rows = round.Changes.OrderBy(change => change.Kind).Select(change => (Kind: (ChangeKind?)change.Kind, change.Vehicle))
            .Concat(round.Vehicles.Where(vehicle => !changed.ContainsKey(vehicle.Key)).Select(vehicle => (Kind: (ChangeKind?)null, Vehicle: vehicle)))
            .Take(room)
            .OrderBy(row => row.Vehicle.Route, StringComparer.Ordinal)
            .ThenBy(row => row.Vehicle.Id, StringComparer.Ordinal);
        foreach (var (kind, vehicle) in rows)
            table.AddRow(Row(kind, vehicle));

        table.Caption = new(Markup.Escape(Caption(round, room)));
        return table;
    }

    private static Text[] Row(ChangeKind? kind, Vehicle vehicle)
    {
        var (mark, style) = kind switch
        {
            ChangeKind.New => ("new", new Style(Color.Green)),
            ChangeKind.Moved => ("moved", new Style(Color.Aqua)),
            ChangeKind.Gone => ("gone", new Style(Color.Grey, decoration: Decoration.Strikethrough)),
            _ => ("", Style.Plain),
        };
        return [Cell(mark, 5), Cell(vehicle.Route, 6), Cell(vehicle.Id, 14), Cell(vehicle.Direction, 11), Cell(Degrees(vehicle.Latitude), 10), Cell(Degrees(vehicle.Longitude), 11), Cell(vehicle.ShownSpeed, 5)];

        Text Cell(string value, int width) => new(Printable.Line(value.Length > width ? value[..(width - 1)] + "…" : value), style);
    }

    private static string Degrees(double? value) => value is { } degrees ? degrees.ToString("0.00000", CultureInfo.InvariantCulture) : "";

    private static string Caption(BoardRound round, int room)
    {
        int Count(ChangeKind kind) => round.Changes.Count(change => change.Kind == kind);
        var more = round.Vehicles.Length + Count(ChangeKind.Gone) - room;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{round.Time:HH:mm:ss} UTC: {round.Vehicles.Length:N0} vehicles, {Count(ChangeKind.New)} new, {Count(ChangeKind.Moved)} moved, {Count(ChangeKind.Gone)} gone{(round.Unplaced > 0 ? $", {round.Unplaced} without position" : "")}{(more > 0 ? $"; {more} not shown" : "")}");
    }
}
