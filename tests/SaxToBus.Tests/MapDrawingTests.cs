namespace SaxToBus.Tests;

/// <summary>What it takes to draw the map, by the number of vehicles.</summary>
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

        // The size of the details, which are made again in each round.
        Assert.InRange(reads, 0, 2);
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

    private async Task<Browser> OpenAsync(int count)
    {
        var random = new Random(1);
        Vehicle[] vehicles = [.. Enumerable.Range(0, count).Select(i => new Vehicle($"{i}", $"{i % 60}", "")
        {
            Latitude = 51 + random.NextDouble(), Longitude = random.NextDouble(), Bearing = i % 5 == 0 ? null : random.Next(360),
        })];
        MapPage.WriteTo(path, new BoardRound(default, vehicles, [], 0), new(null, null));
        return await Browser.OpenOrSkipAsync(new Uri(path).AbsoluteUri);
    }
}
