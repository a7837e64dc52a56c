using System.Text;
using FsCheck.Xunit;

namespace SaxToBus.Tests;

/// <summary>The tables at any terminal width.</summary>
public sealed class TableTests
{
    [Theory]
    [InlineData(30)]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(79)]
    [InlineData(80)]
    [InlineData(200)]
    public void Rows_AnyWidth_ShowEveryColumn(int width)
    {
        using var output = new MemoryStream();
        using (var rows = new TableBusWriter(output, isTerminal: false, new(null, null)))
        {
            rows.Console.Profile.Width = width;
            rows.Write(new(
                ["route", "id", "direction", "latitude", "longitude"],
                [2, 12, 23, 40, 58],
                "22STWS-37498North Bound41.92862337829589-87.71234567890123"u8.ToArray()));
        }

        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n').Where(line => line.StartsWith('│')).ToArray();
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        for (var column = 1; column <= 5; column++)
            Assert.Contains(lines[1..], line => line.Split('│')[column].Trim().Length > 0);
        if (width >= 80)
            Assert.Contains(lines, line => line.Contains(" STWS-37498 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(200)]
    public void Live_AnyWidth_ShowsEveryColumn(int width)
    {
        using var output = new StringWriter();
        var console = Terminals.Create(output, isTerminal: false);
        console.Profile.Width = width;
        var vehicle = new Vehicle("STWS-37498", "22", "North Bound") { Latitude = 41.928623, Longitude = -87.712345, Speed = 12 };
        console.Write(new LiveTable(new("feed", new(null, null), new(XmlSource.Push, null)), console).Of(
            new(default, [vehicle], [new(ChangeKind.Moved, vehicle)], 0)));
        var lines = output.ToString().Split('\n').Where(line => line.StartsWith('│')).ToArray();
        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= width, line));
        var columns = lines[0].Count(c => c == '│') - 1;
        for (var column = 1; column <= columns; column++)
            Assert.Contains(lines[1..], line => line.Split('│')[column].Trim().Length > 0);
        Assert.Contains("22", lines[1]);
        Assert.Contains("STWS", lines[1]);
        Assert.Contains(
            "1 vehicle,", string.Join(' ', output.ToString().Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory]
    [InlineData("東京都交通局のバス停留所案内", "渋谷駅前行き急行", "北行き方面の電車です")]
    [InlineData("🚌🚎🚌🚎🚌🚎🚌🚎🚌🚎", "🚌🚎🚌🚎🚌", "🚌🚎🚌🚎🚌🚎🚌")]
    [InlineData("a🚌b東c🚎d京efghij", "x東y京z🚌", "東🚌")]
    [InlineData("e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301", "o\u0308o\u0308o\u0308o\u0308", "")]
    public void Tables_WideCharacters_StayWithinTheTerminal(string id, string route, string direction)
    {
        Vehicle[] vehicles =
        [
            .. Enumerable.Range(0, 3).Select(
                i => new Vehicle($"{i}{id}", route, direction) { Latitude = 35.681236, Longitude = 139.767125, Speed = 12 }),
        ];
        foreach (var width in new[] { 27, 40, 60, 80, 120 })
        {
            using var output = new StringWriter();
            var console = Terminals.Create(output, isTerminal: false);
            console.Profile.Width = width;
            console.Write(
                new LiveTable(new("feed", new(null, null), new(XmlSource.Push, null)), console).Of(new(default, vehicles, [], 0)));
            Assert.DoesNotContain('\uFFFD', output.ToString());
            var lines = output.ToString().Split('\n').Where(line => line.StartsWith('│')).ToArray();
            Assert.Equal(1 + vehicles.Length, lines.Length);
            Assert.All(lines, line => Assert.Equal(Cells(lines[0].TrimEnd()), Cells(line.TrimEnd())));
            Assert.InRange(Cells(lines[0].TrimEnd()), 1, width);

            using var bytes = new MemoryStream();
            using (var rows = new TableBusWriter(bytes, isTerminal: false, new(null, null)))
            {
                rows.Console.Profile.Width = width;
                rows.Write(new(
                    ["id"],
                    [Encoding.UTF8.GetByteCount(string.Concat(Enumerable.Repeat(id, 20)))],
                    Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(id, 20)))));
            }

            var text = Encoding.UTF8.GetString(bytes.ToArray());
            Assert.DoesNotContain('\uFFFD', text);
            Assert.All(text.Split('\n').Where(line => line.StartsWith('│')), line => Assert.InRange(Cells(line.TrimEnd()), 1, width));
        }

        // An independent model: ideographs and emoji take two cells, combining marks none.
        static int Cells(string line) => line.EnumerateRunes().Sum(rune => rune.Value switch
        {
            >= 0x300 and < 0x370 => 0,
            (>= 0x3040 and < 0xA000) or >= 0x1F000 => 2,
            _ => 1,
        });
    }

    [Fact]
    public void Live_AnyWidth_ShowsBothCoordinatesOrNone()
    {
        var vehicle = new Vehicle("STWS-37498", "22", "North Bound") { Latitude = 41.928623, Longitude = -87.712345, Speed = 12 };
        for (var width = 20; width < 100; width++)
        {
            using var output = new StringWriter();
            var console = Terminals.Create(output, isTerminal: false);
            console.Profile.Width = width;
            console.Write(
                new LiveTable(new("feed", new(null, null), new(XmlSource.Push, null)), console).Of(new(default, [vehicle], [], 0)));
            Assert.Equal(
                output.ToString().Contains("Latitude", StringComparison.Ordinal),
                output.ToString().Contains("Longitude", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Live_Routes_AreInNaturalOrder()
    {
        using var output = new StringWriter();
        var console = Terminals.Create(output, isTerminal: false);
        string[] routes = ["N2", "100", "9", "10", "N10", "2", "X"];
        Vehicle[] vehicles = [.. routes.Select(route => new Vehicle("1", route, ""))];
        console.Write(new LiveTable(new("feed", new(null, null), new(XmlSource.Push, null)), console).Of(new(default, vehicles, [], 0)));
        var shown = output.ToString().Split('\n').Where(line => line.StartsWith('│')).Skip(1).Select(line => line.Split('│')[2].Trim());
        Assert.Equal(["2", "9", "10", "100", "N2", "N10", "X"], shown);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("", "0")]
    [InlineData("2", "10")]
    [InlineData("02", "2")]
    [InlineData("02", "3")]
    [InlineData("9", "10a")]
    [InlineData("10a", "10b")]
    [InlineData("99999999999999999999999", "100000000000000000000000")]
    [InlineData("22", "22A")]
    public void Natural_Pair_IsInOrder(string first, string second)
    {
        Assert.Equal(first == second ? 0 : -1, Math.Sign(NaturalOrder.Instance.Compare(first, second)));
        Assert.Equal(first == second ? 0 : 1, Math.Sign(NaturalOrder.Instance.Compare(second, first)));
    }

    [Property(MaxTest = 1000)]
    public bool Natural_AnyNumbers_AreInTheirOrder(uint one, uint other) =>
        Math.Sign(NaturalOrder.Instance.Compare($"N{one}", $"N{other}")) == one.CompareTo(other);

    [Property(MaxTest = 1000)]
    public bool Natural_AnyTexts_AreATotalOrder(byte[] a, byte[] b, byte[] c)
    {
        var (x, y, z) = (Text(a), Text(b), Text(c));
        var order = NaturalOrder.Instance;
        return Math.Sign(order.Compare(x, y)) == -Math.Sign(order.Compare(y, x))
            && (order.Compare(x, y) == 0) == (x == y)
            && !(order.Compare(x, y) <= 0 && order.Compare(y, z) <= 0 && order.Compare(x, z) > 0);

        static string Text(byte[] codes) => string.Concat(codes.Select(code => "0012aAb"[code % 7]));
    }
}
