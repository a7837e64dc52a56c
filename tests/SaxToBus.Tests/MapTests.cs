using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CoroFsm.TestSupport;

namespace SaxToBus.Tests;

/// <summary>The page with the map, in a browser.</summary>
public sealed class MapTests : IDisposable
{
    private const string Points = "shown().length";

    // drawn(mark, dx, dy): whether the pixel at that offset from the mark's position has its colour.
    private const string Drawn = """
        render(performance.now());
        var drawn = (mark, dx, dy) => {
          const { x, y } = project(mark.v), d = size.density;
          return paper.getImageData(Math.round((x + dx) * d), Math.round((y + dy) * d), 1, 1).data[3] > 128;
        };
        """;

    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.html");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Map_EmbeddedFeed_HasPointForEachBusAndFilteringLegend()
    {
        await WriteAsync([]);
        await using var browser = await Browser.OpenOrSkipAsync(new Uri(path).AbsoluteUri);
        var model = Feeds.Model(Feeds.Embedded);
        Assert.Equal(model.Count, await browser.NumberAsync(Points));
        Assert.Equal(
            model.Select(b => Of(b, "route")).Distinct().Count(),
            await browser.NumberAsync("document.querySelectorAll('#legend button').length"));
        Assert.Equal(
            0,
            await browser.NumberAsync(
                "shown().filter(m => { const p = project(m.v); return p.x < 10 || p.y < 10 || p.x > size.width - 10 || p.y > size.height - "
                    + "10; }).length"));
        Assert.Equal(0, await browser.NumberAsync($"{Drawn} shown().filter(m => !drawn(m, 0, 0)).length"));

        var route22 = model.Count(b => Of(b, "route") == "22");
        await browser.EvaluateAsync("document.querySelector('#legend button[data-route=\"22\"]').click()");
        Assert.Equal(model.Count - route22, await browser.NumberAsync(Points));
        Assert.Contains(
            $"{model.Count - route22} of {model.Count} vehicles",
            (string)(await browser.EvaluateAsync("document.getElementById('status').textContent"))!);
        await browser.EvaluateAsync("document.getElementById('none').click()");
        Assert.Equal(0, await browser.NumberAsync(Points));
        Assert.Equal(0, await browser.NumberAsync($"{Drawn} [...marks.values()].filter(m => drawn(m, 0, 0)).length"));
        await browser.EvaluateAsync("document.querySelector('#legend button[data-route=\"22\"]').click()");
        Assert.Equal(route22, await browser.NumberAsync(Points));
        await browser.EvaluateAsync("document.getElementById('every').click()");
        Assert.Equal(model.Count, await browser.NumberAsync(Points));

        // One request: the page itself.
        Assert.Equal(
            [new Uri(path).AbsoluteUri], browser.Requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)).Distinct());
    }

    [Fact]
    public async Task Map_Points_MatchAxesAndBearing()
    {
        var feed = $"<Siri xmlns='{SiriFeed.Namespace}'>{Vehicle("A", 50, 10, 90)}{Vehicle("B", 51, 12, 0)}</Siri>";
        await WriteAsync(Encoding.UTF8.GetBytes(feed), "-");
        await using var browser = await Browser.OpenOrSkipAsync(new Uri(path).AbsoluteUri);
        var off = await browser.EvaluateAsync("""
            (() => {
              const top = map.getBoundingClientRect().top, mark = id => project([...marks.values()].find(m => m.v.id === id).v).y;
              const axis = text => {
                const label = [...document.querySelectorAll('#axes text.lat')].find(t => t.textContent.startsWith(text));
                const b = label.getBoundingClientRect();
                return (b.top + b.bottom) / 2 - top;
              };
              return Math.max(Math.abs(axis('50.0') - mark('A')), Math.abs(axis('51.0') - mark('B'))); })()
            """);
        Assert.InRange((double)off!, 0, 6);

        // A heads east and B north: the tip is drawn, and the notch on the other side is not.
        Assert.Equal(
            "true,false",
            (string?)await browser.EvaluateAsync(
                $"{Drawn} const a = [...marks.values()].find(m => m.v.id === 'A'); `${{drawn(a, 6, 0)}},${{drawn(a, -6, 0)}}`"));
        Assert.Equal(
            "true,false",
            (string?)await browser.EvaluateAsync(
                $"{Drawn} const b = [...marks.values()].find(m => m.v.id === 'B'); `${{drawn(b, 0, -6)}},${{drawn(b, 0, 6)}}`"));
        Assert.Matches("^[125]0* k?m$", (string)(await browser.EvaluateAsync("document.getElementById('scale').textContent"))!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Map_HoverOrTap_ShowsDetails(bool isPhone)
    {
        var marked = Vehicle("&lt;b>A&lt;/b>&amp;", 50, 10, 90);
        await WriteAsync(Encoding.UTF8.GetBytes($"<Siri xmlns='{SiriFeed.Namespace}'>{marked}{Vehicle("B", 51, 12, 0)}</Siri>"), "-");
        await using var browser = isPhone
            ? await Browser.OpenOrSkipAsync(new Uri(path).AbsoluteUri, 390, 780, isPhone: true)
            : await Browser.OpenOrSkipAsync(new Uri(path).AbsoluteUri);
        var at = JsonNode.Parse((string)(await browser.EvaluateAsync(
            "(() => { const b = map.getBoundingClientRect(), p = project(shown()[0].v); return JSON.stringify([b.left + p.x, b.top + "
                + "p.y]); })()"))!)!;
        var (x, y) = ((double)at[0]!, (double)at[1]!);
        if (isPhone)
        {
            await browser.TouchAsync("touchStart", new JsonObject { ["x"] = x + 9, ["y"] = y });
            await browser.TouchAsync("touchEnd");
            Assert.Equal(390, await browser.NumberAsync("document.documentElement.scrollWidth"));
        }
        else
        {
            await browser.SendAsync("Input.dispatchMouseEvent", "mouseMoved", x, y);
        }

        await browser.UntilAsync("!document.getElementById('tip').hidden");
        var details = (string)(await browser.EvaluateAsync("document.getElementById('tip').textContent"))!;
        Assert.Contains("Bus<b>A</b>&", details);
        Assert.Contains("50.00000, 10.00000", details);
    }

    [Fact]
    public async Task Map_DarkMode_UsesDarkColors()
    {
        await WriteAsync([]);
        await using var browser = await Browser.OpenOrSkipAsync(new Uri(path).AbsoluteUri);
        const string Back = "getComputedStyle(document.body).backgroundColor";
        var light = (string)(await browser.EvaluateAsync(Back))!;
        await browser.DarkAsync();
        var dark = (string)(await browser.EvaluateAsync(Back))!;
        Assert.True(Red(light) > 200 && Red(dark) < 60, $"{light} {dark}");

        static int Red(string rgb) => int.Parse(
            Regex.Match(rgb, @"\d+", RegexOptions.None, TimeSpan.FromSeconds(1)).ValueSpan,
            System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Map_MoreVehiclesThanLimit_ReportsNumberOmitted()
    {
        Vehicle[] vehicles =
        [
            .. Enumerable.Range(0, MapPage.MaxVehicles + 2).Select(i => new Vehicle($"{i}", "22", "") { Latitude = 41, Longitude = -87 }),
        ];
        MapPage.WriteTo(path, new BoardRound(default, vehicles, [], 3), new(null, null));
        Assert.Contains("\"unplaced\":5,", await File.ReadAllTextAsync(path, Cancellation));
    }

    [Fact]
    public async Task Map_HostileValue_IsEscaped()
    {
        const string Evil = "</script><script>document.title='owned'</script>";
        await WriteAsync(
            Encoding.UTF8.GetBytes(
                $"<buses><bus><id><![CDATA[{Evil}]]></id><route><![CDATA[{Evil}]]></route><latitude>1</latitude><longitude>2</longitude>"
                    + "</bus></buses>"),
            "-",
            "--route",
            Evil);
        Assert.DoesNotContain(Evil, await File.ReadAllTextAsync(path, Cancellation));
        await using var browser = await Browser.OpenOrSkipAsync(new Uri(path).AbsoluteUri);
        Assert.NotEqual("owned", (string)(await browser.EvaluateAsync("document.title"))!);
        Assert.Equal(1, await browser.NumberAsync(Points));
    }

    [Fact]
    public async Task LiveMap_FeedChanges_MovesVehicles()
    {
        Signals.SkipUnlessInterruptible();
        using var server = new OddServer();
        server.Answers(Feed(50, "A", "B"));
        using var sample = Sample.Start(readsOutput: false, server.Address, "--follow", "--every", "50ms", "--serve", "0", "--stale", "1s");
        Assert.Contains("\"new\"", await sample.Output.ReadLineAsync(Cancellation));
        var address = Regex.Match(
            (await sample.Error.ReadLineAsync(Cancellation))!, @"http://\S+", RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        await using (var browser = await Browser.OpenOrSkipAsync(address))
        {
            await browser.UntilAsync($"{Points} === 2");
            const string Top = "project(shown().find(m => m.v.id === 'A').v).y";
            var before = (double)(await browser.EvaluateAsync(Top))!;
            server.Answers(Feed(50.5, "A", "C"));
            await browser.UntilAsync($"{before} - {Top} > 20");                                     // to the north
            await browser.UntilAsync("shown().some(m => m.v.id === 'C')");                 // a new vehicle
            await browser.UntilAsync("!shown().some(m => m.v.id === 'B')");                  // a removed vehicle
            Assert.All(
                browser.Requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)), url => Assert.StartsWith(address, url));
        }

        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Host = "elsewhere.example" } };
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await http.SendAsync(request, Cancellation)).StatusCode);
        await sample.InterruptAsync();
        Assert.Equal(130, await sample.ExitCodeAsync());

        static string Feed(double latitude, string one, string other) => string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"<buses><bus><id>{one}</id><route>1</route><latitude>{latitude}</latitude><longitude>10</longitude></bus>"
                + $"<bus><id>{other}</id><route>2</route><latitude>51</latitude><longitude>11</longitude></bus></buses>");
    }

    [Fact]
    public async Task Serve_PortInUse_ReportsIt()
    {
        using var server = new OddServer();
        var result = await InProcess.RunAsync([], "-", "--follow", "--serve", $"{server.Port}");
        Assert.Equal((2, ""), (result.ExitCode, result.Text));
        Assert.StartsWith($"--serve {server.Port}: ", Assert.Single(result.ErrorLines));
    }

    public void Dispose() => File.Delete(path);

    private static string Vehicle(string id, int latitude, int longitude, int bearing) =>
        "<VehicleActivity><RecordedAtTime>2026-01-05T08:00:00Z</RecordedAtTime><MonitoredVehicleJourney><LineRef>7</LineRef>"
            + $"<VehicleLocation><Longitude>{longitude}</Longitude><Latitude>{latitude}</Latitude></VehicleLocation><Bearing>"
            + $"{bearing}</Bearing><VehicleRef>{id}</VehicleRef></MonitoredVehicleJourney></VehicleActivity>";

    private static string? Of((string Name, string Value)[] bus, string field) => bus.Single(f => f.Name == field).Value;

    private async Task WriteAsync(byte[] feed, params string[] arguments)
    {
        var result = await InProcess.RunAsync(feed, [.. arguments, "--map", path]);
        Assert.Equal((0, ""), (result.ExitCode, result.Text));
    }
}
