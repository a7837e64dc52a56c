using System.Text.Json.Nodes;

namespace SaxToBus.Tests;

/// <summary>The map without a mouse: the keyboard, a screen reader, and reduced motion.</summary>
public sealed class MapKeyboardTests : IDisposable
{
    private const string Chosen = "marks.get(chosen)?.v.id ?? ''";
    private const string Said = "document.getElementById('said').textContent";
    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.html");

    [Fact]
    public async Task ArrowKeys_SelectTheNearestVehicleInTheirDirection()
    {
        await using var browser = await OpenAsync(
            Vehicles(("M", "1", 50, 10), ("N", "1", 51, 10), ("E", "2", 50, 11), ("S", "2", 49, 10), ("W", "3", 50, 9)));
        await browser.EvaluateAsync("map.focus()");
        await browser.KeyAsync("Home");
        Assert.Equal("M", (string?)await browser.EvaluateAsync(Chosen));
        foreach (var (key, id) in new[]
        {
            ("ArrowUp", "N"), ("ArrowDown", "M"), ("ArrowRight", "E"), ("ArrowLeft", "M"), ("ArrowDown", "S"), ("ArrowUp", "M"),
            ("ArrowLeft", "W"),
        })
        {
            await browser.KeyAsync(key);
            Assert.Equal(id, (string?)await browser.EvaluateAsync(Chosen));
            Assert.Contains($"Bus {id}", (string?)await browser.EvaluateAsync(Said));
        }

        await browser.KeyAsync("ArrowLeft");
        Assert.Equal(
            ("W", "No vehicle in this direction."),
            ((string?)await browser.EvaluateAsync(Chosen), (string?)await browser.EvaluateAsync(Said)));
        await browser.KeyAsync("Escape");
        Assert.True((bool)(await browser.EvaluateAsync("tip.hidden"))!);
    }

    [Fact]
    public async Task PageKeys_VehiclesAtOnePosition_ReachEachOne()
    {
        await using var browser = await OpenAsync(Vehicles([.. Enumerable.Range(1, 30).Select(i => ($"{i}", $"{i % 3}", 50.0, 10.0))]));
        await browser.EvaluateAsync("map.focus()");
        var seen = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            await browser.KeyAsync("PageDown");
            seen.Add((string)(await browser.EvaluateAsync(Chosen))!);
        }

        // By route, and by number within a route.
        Assert.Equal(Enumerable.Range(1, 30).OrderBy(i => i % 3).ThenBy(i => i).Select(i => $"{i}"), seen);
        await browser.KeyAsync("PageDown");
        Assert.Equal(seen[0], (string?)await browser.EvaluateAsync(Chosen));
        await browser.KeyAsync("PageUp");
        Assert.Equal(seen[^1], (string?)await browser.EvaluateAsync(Chosen));

        await browser.EvaluateAsync("document.querySelector('#legend button[data-route=\"1\"]').click()");
        await browser.KeyAsync("Home");
        for (var i = 0; i < 20; i++)
        {
            Assert.NotEqual("1", (string?)await browser.EvaluateAsync("marks.get(chosen).v.route"));
            await browser.KeyAsync("PageDown");
        }
    }

    [Fact]
    public async Task PointerMove_VehicleSelectedByKey_StaysSelected()
    {
        await using var browser = await OpenAsync(Vehicles(("A", "1", 50, 10), ("B", "1", 51, 11)));
        const string Over = "((id) => { const p = project([...marks.values()].find(m => m.v.id === id).v); "
            + "const box = map.getBoundingClientRect(); return [Math.round(p.x + box.left), Math.round(p.y + box.top)]; })";
        async Task MoveAsync(string position)
        {
            var at = (await browser.EvaluateAsync(position))!;
            await browser.SendAsync("Input.dispatchMouseEvent", "mouseMoved", (double)at[0]!, (double)at[1]!);
        }

        await browser.EvaluateAsync("map.focus()");
        await browser.KeyAsync("PageDown");
        await MoveAsync("[500, 350]");
        Assert.Equal("A", (string?)await browser.EvaluateAsync(Chosen));

        // Over the selected vehicle, and away from it.
        await MoveAsync($"{Over}('A')");
        await MoveAsync("[500, 350]");
        Assert.Equal("A", (string?)await browser.EvaluateAsync(Chosen));

        // Details opened by hovering close when hovering ends; those opened by key stay.
        await MoveAsync($"{Over}('B')");
        Assert.Equal("B", (string?)await browser.EvaluateAsync(Chosen));
        await MoveAsync("[500, 350]");
        Assert.Equal("", (string?)await browser.EvaluateAsync(Chosen));
        await MoveAsync($"{Over}('A')");
        await browser.KeyAsync("Home");
        await MoveAsync("[500, 350]");
        Assert.Equal("A", (string?)await browser.EvaluateAsync(Chosen));
    }

    [Fact]
    public async Task SelectedVehicle_OutsideTheView_IsBroughtIntoView()
    {
        await using var browser = await OpenAsync(Vehicles(("A", "1", 50, 10), ("B", "1", 51, 11)));
        await browser.EvaluateAsync("map.focus()");
        for (var i = 0; i < 12; i++)
            await browser.KeyAsync("+");
        await browser.KeyAsync("End");
        Assert.True((bool)(await browser.EvaluateAsync(
            "(() => { const p = project(marks.get(chosen).v); return p.x > margin.left && p.x < size.width - margin.right && p.y > "
                + "margin.top && p.y < size.height - margin.bottom; })()"))!);
        await browser.KeyAsync("0");
        Assert.Equal(
            2,
            await browser.NumberAsync(
                "shown().filter(m => { const p = project(m.v); return p.x > 0 && p.x < size.width && p.y > 0 && p.y < size.height; "
                    + "}).length"));
    }

    [Fact]
    public async Task Legend_NextRound_KeepsItsButtonsAndTheFocus()
    {
        await using var browser = await OpenAsync(Vehicles(("A", "2", 50, 10), ("B", "4", 51, 11), ("C", "9", 52, 12)));
        await browser.EvaluateAsync("var button = document.querySelector('#legend button[data-route=\"4\"]'); button.focus()");
        await browser.EvaluateAsync(
            "var changes = 0, watch = new MutationObserver(all => changes += all.length); watch.observe(document.getElementById('legend'), "
                + "{ childList: true, subtree: true })");
        await browser.EvaluateAsync($"receive({Vehicles(("A", "2", 50.1, 10), ("B", "4", 51.1, 11), ("C", "9", 52.1, 12))})");
        Assert.Equal(0, await browser.NumberAsync("new Promise(done => setTimeout(() => done(changes)))"));

        // New routes on both sides, one removed, a new count.
        await browser.EvaluateAsync(
            $"receive({Vehicles(("D", "1", 50, 10), ("B", "4", 51, 11), ("E", "4", 51, 11), ("F", "10", 52, 12))})");
        Assert.Equal(
            "1,4,10",
            (string?)await browser.EvaluateAsync("[...document.querySelectorAll('#legend button')].map(b => b.dataset.route).join()"));
        Assert.True((bool)(await browser.EvaluateAsync(
            "document.activeElement === button && button.isConnected && button.getAttribute('aria-label') === 'Route 4, 2 vehicles'"))!);

        // The focused route is gone: its neighbor has the focus.
        await browser.EvaluateAsync($"receive({Vehicles(("D", "1", 50, 10), ("F", "10", 52, 12))})");
        Assert.Equal("10", (string?)await browser.EvaluateAsync("document.activeElement.dataset.route"));
    }

    [Fact]
    public async Task Map_HasNamesForAssistiveTechnology()
    {
        await using var browser = await OpenAsync(Vehicles(("A", "2", 50, 10)));
        Assert.Equal("Map of the vehicles", (string?)await browser.EvaluateAsync("map.getAttribute('aria-label')"));
        Assert.Contains(
            "Arrow keys",
            (string?)await browser.EvaluateAsync("document.getElementById(map.getAttribute('aria-describedby')).textContent"));
        Assert.Equal("status", (string?)await browser.EvaluateAsync("document.getElementById('said').getAttribute('role')"));
        Assert.Equal(
            0,
            await browser.NumberAsync(
                "[...document.querySelectorAll('button')].filter(b => !(b.getAttribute('aria-label') || b.textContent.trim())).length"));

        // A round is not announced, or a screen reader would never be silent; the removal of the selected vehicle is.
        await browser.EvaluateAsync($"receive({Vehicles(("A", "2", 50.1, 10), ("B", "2", 50.1, 10))})");
        Assert.Equal("", (string?)await browser.EvaluateAsync(Said));
        await browser.EvaluateAsync("choose(shown()[1].key)");
        await browser.EvaluateAsync($"receive({Vehicles(("A", "2", 50.1, 10))})");
        Assert.Equal("The vehicle is no longer in the feed.", (string?)await browser.EvaluateAsync(Said));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NextRound_ReducedMotion_DoesNotAnimate(bool isReduced)
    {
        await using var browser = await OpenAsync(Vehicles(("A", "2", 50, 10)));
        if (isReduced)
            await browser.MediaAsync("prefers-reduced-motion", "reduce");
        await browser.EvaluateAsync($"receive({Vehicles(("A", "2", 50.5, 10))})");
        Assert.Equal(
            isReduced,
            (bool)(await browser.EvaluateAsync(
                "position(shown()[0], movedAt === -Infinity ? performance.now() : movedAt).latitude === 50.5"))!);
    }

    public void Dispose() => File.Delete(path);

    private static string Vehicles(params (string Id, string Route, double Latitude, double Longitude)[] vehicles) =>
        new JsonObject
        {
            ["time"] = "2026-01-05T08:00:00Z",
            ["unplaced"] = 0,
            ["vehicles"] = new JsonArray([.. vehicles.Select(v => new JsonObject
            {
                ["id"] = v.Id, ["route"] = v.Route, ["direction"] = "", ["latitude"] = v.Latitude, ["longitude"] = v.Longitude,
            })]),
        }.ToJsonString();

    private async Task<Browser> OpenAsync(string data)
    {
        MapPage.WriteTo(path, MapPage.Of(System.Text.Encoding.UTF8.GetBytes(data), new(null, null), isLive: false));
        return await Browser.OpenOrSkipAsync(new Uri(path).AbsoluteUri);
    }
}
