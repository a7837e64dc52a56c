using System.Text;
using Spectre.Console;

namespace SaxToBus;

/// <summary>Writes a table for people. It is rendered batch by batch, so that a long one needs no more memory than a short one.</summary>
internal sealed class TableBusWriter(Stream stream, bool isTerminal, BusFilter filter) : IBusWriter
{
    private const int BatchSize = 50;

    // Together with the borders they fit into 80 columns.
    private static readonly (string Header, string Field, int Width)[] Columns =
    [
        ("Route", "route", 5),
        ("Bus", "id", 11),
        ("Direction", "direction", 11),
        ("Latitude", "latitude", 18),
        ("Longitude", "longitude", 19),
    ];

    private readonly List<Bus> batch = new(BatchSize);

    /// <summary>The width of each column, the same for all rows: the last are not known when the first are written. Null before.</summary>
    private int[]? widths;
    private bool hasBegun;

    /// <summary>Gets the console of the table. What is shown with its knowledge stays below the rows.</summary>
    public IAnsiConsole Console { get; } = Terminals.Create(
        new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)),
        isTerminal);

    /// <inheritdoc/>
    public void Write(Bus bus)
    {
        batch.Add(bus);
        if (batch.Count == BatchSize)
            Flush();
    }

    /// <inheritdoc/>
    public void Flush()
    {
        if (batch.Count > 0)
            Render(isLast: false);
        Console.Profile.Out.Writer.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Render(isLast: true);
        Console.Profile.Out.Writer.Flush();
    }

    private void Render(bool isLast)
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = Color.Grey, ShowHeaders = !hasBegun };
        if (!hasBegun)
            table.Title = new(Markup.Escape(Printable.Line(filter.ToString())), new(decoration: Decoration.Bold));
        var fitted = widths ??= WidthsIn(Console.Profile.Width);
        foreach (var (column, width) in Columns.Zip(fitted))
            table.AddColumn(new TableColumn(new Text(column.Header, new(decoration: Decoration.Bold))) { Width = width });
        foreach (var bus in batch)
            table.AddRow(Columns.Zip(fitted, (column, width) => Cell(bus.Utf8(column.Field), width)));

        // A table without rows has no border either, so the end of one that has begun is cut off a blank row.
        var isOnlyEnd = hasBegun && batch.Count == 0;
        if (isOnlyEnd)
            table.AddEmptyRow();

        Console.Write(new TableSlice(table, hasBegun, isLast, isOnlyEnd));
        batch.Clear();
        hasBegun = true;
    }

    /// <summary>Fits the columns into a width: in a narrow one the widest give way; in a wide one ids have more room.</summary>
    private static int[] WidthsIn(int total)
    {
        const int FrameOfAColumn = 3;
        const int Id = 1;
        const int MaxId = 30;
        int[] fitted = [.. Columns.Select(column => column.Width)];
        var room = total - 1 - Columns.Length * FrameOfAColumn - fitted.Sum();
        for (; room < 0 && fitted.Max() > 1; room++)
            fitted[Array.LastIndexOf(fitted, fitted.Max())]--;
        fitted[Id] = Math.Min(Math.Max(MaxId, fitted[Id]), fitted[Id] + Math.Max(room, 0));
        return fitted;
    }

    /// <summary>
    /// Shows a value, wrapped to its column. One that would take more than a few lines is cut: csv and json have it whole.
    /// </summary>
    private static Text Cell(ReadOnlySpan<byte> value, int width)
    {
        const int MaxLines = 3;
        const int MaxBytesOfAChar = 4;

        var text = Encoding.UTF8.GetString(value[..Math.Min(value.Length, (MaxLines * width + 1) * MaxBytesOfAChar)]);
        return new(CellText.Fit(Printable.Line(text), MaxLines * width));
    }
}
