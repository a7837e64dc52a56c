using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SaxToBus;

/// <summary>The table that refreshes in place: what changed comes first, and as many others as there is room for.</summary>
internal sealed class LiveTable(FollowOptions options, IAnsiConsole console)
{
    /// <summary>What a table needs besides its rows.</summary>
    private const int Frame = 7;

    private static readonly string[] Headers = ["", "Route", "Bus", "Direction", "Latitude", "Longitude", "km/h"];

    /// <summary>The columns that are left out, one group after the other, where the terminal is too narrow for all.</summary>
    private static readonly int[][] LeftOut = [[3], [6], [4, 5], [0]];

    /// <summary>Gets what is shown before the first round.</summary>
    public IRenderable Current { get; } = new Text($"Waiting for {Printable.Line(options.Name)} …");

    /// <summary>Makes the table of a round.</summary>
    public IRenderable Of(BoardRound round)
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = Color.Grey };
        table.Title = new(Markup.Escape(Printable.Line(options.Filter.ToString())), new(decoration: Decoration.Bold));
        var room = Math.Max(1, console.Profile.Height - Frame);
        var changed = round.Changes.ToDictionary(change => change.Vehicle.Key, change => change.Kind);
        var rows = round.Changes.OrderBy(change => change.Kind).Select(change => (Kind: (ChangeKind?)change.Kind, change.Vehicle))
            .Concat(round.Vehicles
                .Where(vehicle => !changed.ContainsKey(vehicle.Key))
                .Select(vehicle => (Kind: (ChangeKind?)null, Vehicle: vehicle)))
            .Take(room)
            .OrderBy(row => row.Vehicle.Route, NaturalOrder.Instance)
            .ThenBy(row => row.Vehicle.Id, NaturalOrder.Instance);
        (string[] Cells, Style Style)[] shown = [.. rows.Select(row => Row(row.Kind, row.Vehicle))];
        var columns = ColumnsIn(console.Profile.Width, shown);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(Headers[column], new(decoration: Decoration.Bold))) { NoWrap = true });
        foreach (var (cells, style) in shown)
            table.AddRow(columns.Select(column => new Text(cells[column], style)));

        table.Caption = new(Markup.Escape(Caption(round, room)));
        return table;
    }

    /// <summary>Chooses the columns that fit into a width whole: one that is squeezed shows nothing.</summary>
    private static List<int> ColumnsIn(int total, (string[] Cells, Style Style)[] rows)
    {
        const int FrameOfAColumn = 3;
        int WidthOf(int column) =>
            rows.Select(row => row.Cells[column]).Append(Headers[column]).Max(CellText.WidthOf) + FrameOfAColumn;
        int[] widths = [.. Enumerable.Range(0, Headers.Length).Select(WidthOf)];
        List<int> columns = [.. Enumerable.Range(0, Headers.Length)];
        foreach (var group in LeftOut)
        {
            if (columns.Sum(kept => widths[kept]) + 1 > total)
                columns.RemoveAll(column => group.Contains(column));
        }

        return columns;
    }

    private static (string[] Cells, Style Style) Row(ChangeKind? kind, Vehicle vehicle)
    {
        var (mark, style) = kind switch
        {
            ChangeKind.New => ("new", new Style(Color.Green)),
            ChangeKind.Moved => ("moved", new Style(Color.Aqua)),
            ChangeKind.Gone => ("gone", new Style(Color.Grey, decoration: Decoration.Strikethrough)),
            _ => ("", Style.Plain),
        };
        string[] cells =
        [
            Cell(mark, 5), Cell(vehicle.Route, 6), Cell(vehicle.Id, 14), Cell(vehicle.Direction, 11),
            Cell(Degrees(vehicle.Latitude), 10), Cell(Degrees(vehicle.Longitude), 11), Cell(vehicle.ShownSpeed, 5),
        ];
        return (cells, style);

        static string Cell(string value, int width) => CellText.Fit(Printable.Line(value), width);
    }

    private static string Degrees(double? value) => value is { } degrees ? degrees.ToString("0.00000", CultureInfo.InvariantCulture) : "";

    private static string Caption(BoardRound round, int room)
    {
        int Count(ChangeKind kind) => round.Changes.Count(change => change.Kind == kind);
        var more = round.Vehicles.Length + Count(ChangeKind.Gone) - room;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{round.Time:HH:mm:ss} UTC: {round.Vehicles.Length:N0} {(round.Vehicles.Length == 1 ? "vehicle" : "vehicles")}, "
            + $"{Count(ChangeKind.New)} new, {Count(ChangeKind.Moved)} moved, {Count(ChangeKind.Gone)} gone"
            + $"{(round.Unplaced > 0 ? $", {round.Unplaced} without position" : "")}{(more > 0 ? $"; {more} not shown" : "")}");
    }
}
