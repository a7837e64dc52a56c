using System.Globalization;

namespace CoroFsm.Tests.Pipelines;

/// <summary>Behavior that is specific to each of the small stages.</summary>
public sealed class StageTests
{
    [Fact]
    public void FilterMapTap_Items_AreFilteredMappedAndObserved()
    {
        var sink = new Recording<string>();
        List<int> seen = [];
        Enumerable.Range(1, 6).PushTo(
            Stage.Tap(seen.Add, Stage.Filter(i => i % 2 == 0, Stage.Map((int i) => i.ToString("00", CultureInfo.InvariantCulture), sink))));
        Assert.Equal("02 04 06 |", sink.Text);
        Assert.Equal([1, 2, 3, 4, 5, 6], seen);
    }

    [Fact]
    public void Tap_Item_IsSeenBeforeTarget()
    {
        List<string> log = [];
        Stage.Tap(i => log.Add($"look {i}"), new Recording<int>(log)).OnNext(1);
        Assert.Equal(["look 1", "1"], log);
    }

    [Fact]
    public void Name_Default_IsClassNameWithoutStage()
    {
        var sink = Sink.Ignore<int>();
        Assert.Equal("Filter", Stage.Filter(_ => true, sink).Name);
        Assert.Equal("Broadcast", Stage.Broadcast(sink).Name);
        Assert.Equal("FanIn", Stage.FanIn(sink).Name);
        Assert.Equal("FanIn.Input", Stage.FanIn(sink).Input().Name);
        Assert.Equal("Own", new Own(sink).Name);
    }

    [Fact]
    public void Arguments_Null_AreRefusedByName()
    {
        var sink = Sink.Ignore<int>();
        Assert.Throws<ArgumentNullException>("next", () => Stage.Filter<int>(_ => true, null!));
        Assert.Throws<ArgumentNullException>("predicate", () => Stage.Filter(null!, sink));
        Assert.Throws<ArgumentNullException>("function", () => Stage.Map<int, int>(null!, sink));
        Assert.Throws<ArgumentNullException>("action", () => Stage.Tap(null!, sink));
        Assert.Throws<ArgumentNullException>("next", () => Stage.Batch<int>(1, null!));
        Assert.Throws<ArgumentOutOfRangeException>("size", () => Stage.Batch(0, Sink.Ignore<int[]>()));
        Assert.Throws<ArgumentNullException>("targets", () => Stage.Broadcast<int>(null!));
        Assert.Throws<ArgumentNullException>("targets", () => Stage.Broadcast(sink, null!));
        Assert.Throws<ArgumentNullException>("observer", () => Stage.Broadcast<int>().Subscribe(null!));
        Assert.Throws<ArgumentNullException>("next", () => Stage.FanIn<int>(null!));
        Assert.Throws<ArgumentNullException>("key", () => Stage.Route<int, int>(null!, _ => sink));
        Assert.Throws<ArgumentNullException>("open", () => Stage.Route((int i) => i, null!));
        Assert.Throws<ArgumentOutOfRangeException>("maxRoutes", () => Stage.Route((int i) => i, _ => sink, 0));
        Assert.Throws<ArgumentNullException>("coroutine", () => Stage.To<int, int>(sink, null!));
        Assert.Throws<ArgumentNullException>("next", () => Stage.To<int, int>(null!, (_, _) => Coroutine.Completed));
    }

    private sealed class Own(IObserver<int> next) : Stage<int, int>(next)
    {
        public override void OnNext(int value) => Next.OnNext(value);
    }
}
