namespace SaxToBus.Tests;

/// <summary>The cost of drawing the map, by the number of vehicles.</summary>
public sealed class MapDrawingTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.html");

    [Fact]
    public async Task Redraw_AnyNumberOfVehicles_ReadsNoLayoutPerVehicle()
    {
        await using var browser = await OpenAsync(1_000);
        var reads = await browser.NumberAsync("""
            (() => {
              let reads = 0;
              const count = (type, name) => {
                const own = Object.getOwnPropertyDescriptor(type.prototype, name);
                Object.defineProperty(type.prototype, name, own.get
                  ? { ...own, get() { reads++; return own.get.call(this); } }
                  : { ...own, value(...all) { reads++; return own.value.apply(this, all); } });
              };
              for (const name of ['clientWidth', 'clientHeight', 'getBoundingClientRect']) count(Element, name);
              for (const name of ['offsetWidth', 'offsetHeight', 'offsetLeft', 'offsetTop']) count(HTMLElement, name);
              choose(shown()[0].key);
              reads = 0;
              pan(10, 10);
              render(performance.now());
              receive(data);
              render(performance.now());
              return reads;
            })()
            """);

        // The size of the details, which are recreated in each round.
        Assert.InRange(reads, 0, 2);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(5_000)]
    public async Task Drag_AnyNumberOfVehicles_DrawsNoVehicleAndReadsNoLayout(int count)
    {
        await using var browser = await OpenAsync(count);
        await browser.EvaluateAsync("""
            var calls = 0, reads = 0, draws = 0, composes = 0;
            for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(CanvasRenderingContext2D.prototype)))
              if (typeof own.value === 'function')
                CanvasRenderingContext2D.prototype[name] = function (...all) { calls++; return own.value.apply(this, all); };
            const measured = [
              [Element, ['clientWidth', 'clientHeight', 'getBoundingClientRect']],
              [HTMLElement, ['offsetWidth', 'offsetHeight']]];
            for (const [type, names] of measured)
              for (const name of names) {
                const own = Object.getOwnPropertyDescriptor(type.prototype, name);
                Object.defineProperty(type.prototype, name, own.get
                  ? { ...own, get() { reads++; return own.get.call(this); } }
                  : { ...own, value(...all) { reads++; return own.value.apply(this, all); } });
              }
            var wrap = (f, count) => function (...all) { count(); return f.apply(this, all); };
            render = wrap(render, () => draws++);
            compose = wrap(compose, () => composes++);
            isComposed = () => true;
            """);
        await browser.SendAsync("Input.dispatchMouseEvent", new()
        {
            ["type"] = "mousePressed",
            ["x"] = 300,
            ["y"] = 300,
            ["button"] = "left",
            ["buttons"] = 1,
            ["clickCount"] = 1,
        });
        await browser.UntilAsync("true");
        await browser.EvaluateAsync("render(performance.now()); calls = reads = draws = composes = 0");
        for (var i = 1; i <= 20; i++)
        {
            await browser.SendAsync("Input.dispatchMouseEvent", new()
            {
                ["type"] = "mouseMoved",
                ["x"] = 300 + (5.3 * i),
                ["y"] = 300 - (3.1 * i),
                ["button"] = "left",
                ["buttons"] = 1,
            });
            await browser.UntilAsync("true");
        }

        await browser.UntilAsync("true");
        Assert.InRange(await browser.NumberAsync("draws"), 10, 21);
        Assert.Equal(0, await browser.NumberAsync("composes"));
        Assert.Equal(0, await browser.NumberAsync("reads"));

        // Clearing the map, setting the transform, and showing the picture.
        Assert.Equal(0, await browser.NumberAsync("Math.max(0, calls - 3 * draws)"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Render_ComposedPicture_EqualsCopiedSymbols(bool isDense)
    {
        await using var browser = await OpenAsync(2_000, isDense);

        // Both methods round to bytes; the alpha of a canvas is multiplied into its colors.
        await browser.EvaluateAsync("""
            var differs = change => {
              change();
              const pixels = way => {
                isComposed = () => way;
                render(performance.now());
                return paper.getImageData(0, 0, map.width, map.height).data;
              };
              const one = pixels(true), other = pixels(false);
              let most = 0, ink = 0;
              for (let i = 0; i < one.length; i++) {
                const weight = p => i % 4 === 3 ? p[i] : p[i] * p[i | 3] / 255;
                most = Math.max(most, Math.abs(weight(one) - weight(other)));
                ink += other[i] > 0;
              }
              return ink > 1000 ? most : NaN;
            };
            """);
        foreach (var change in new[]
        {
            "", "pan(37, -21)", "pan(-100, 90)", "pan(-120, 180)", "pan(.4, .3)", "fit(); zoom(3)", "choose(shown()[9].key)", "pan(200, 3)",
            "fit()", "shown()[0].route.isHidden = true; refresh()", "receive({ ...data, vehicles: data.vehicles.slice(1000) })",
        })
        {
            var most = await browser.EvaluateAsync($"differs(() => {{ {change} }})");
            Assert.InRange((double?)most ?? double.NaN, 0, 4);
        }
    }

    [Fact]
    public async Task Redraw_ManyEventsInOneFrame_DrawsOnce()
    {
        await using var browser = await OpenAsync(100);
        Assert.Equal(1, await browser.NumberAsync("""
            new Promise(done => requestAnimationFrame(() => {
              let draws = 0;
              const clear = paper.clearRect;
              paper.clearRect = function (...all) { draws++; return clear.apply(this, all); };
              for (let i = 0; i < 50; i++) pan(1, 1);
              requestAnimationFrame(() => requestAnimationFrame(() => done(draws)));
            }))
            """));
    }

    [Fact]
    public async Task Redraw_TwentyThousandVehicles_CostsAtMost25TimesOneThousand()
    {
        // The drawing is done when a pixel of it is read.
        const string Redraw = """
            (() => {
              const times = [];
              for (let i = 0; i < 15; i++) {
                const start = performance.now();
                pan(i % 2 ? 7 : -7, 3);
                composed = null;
                render(performance.now());
                paper.getImageData(0, 0, 1, 1);
                times.push(performance.now() - start);
              }
              return times.sort((a, b) => a - b)[7];
            })()
            """;
        await using var few = await OpenAsync(1_000);
        await using var many = await OpenAsync(20_000);
        List<double> ratios = [];
        for (var round = 0; round < 5; round++)
        {
            var (one, twenty) = ((double)(await few.EvaluateAsync(Redraw))!, (double)(await many.EvaluateAsync(Redraw))!);
            TestContext.Current.TestOutputHelper?.WriteLine($"1,000 vehicles {one:0.00} ms, 20,000 vehicles {twenty:0.0} ms");
            ratios.Add(twenty / one);
        }

        ratios.Sort();
        Assert.InRange(ratios[2], 0, 25);
    }

    public void Dispose() => File.Delete(path);

    private async Task<Browser> OpenAsync(int count, bool isDense = false)
    {
        var random = new Random(1);
        Vehicle[] vehicles = [.. Enumerable.Range(0, count).Select(i => new Vehicle($"{i}", $"{i % 60}", "")
        {
            Latitude = 51 + random.NextDouble(), Longitude = random.NextDouble(), Bearing = i % 5 == 0 ? null : random.Next(360),
        })];
        MapPage.WriteTo(path, new BoardRound(default, vehicles, [], 0), new(null, null));
        return isDense
            ? await Browser.OpenOrSkipAsync(new Uri(path).AbsoluteUri, 390, 780, isPhone: true)
            : await Browser.OpenOrSkipAsync(new Uri(path).AbsoluteUri);
    }
}
