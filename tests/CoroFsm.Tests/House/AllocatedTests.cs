namespace CoroFsm.Tests.House;

/// <summary>The measure of the allocation tests ignores a stray allocation, and finds one that recurs.</summary>
public sealed class AllocatedTests
{
    private object? kept;

    [Fact]
    public void By_NoRunAllocates_ReturnsZero() => Assert.Equal(0, Measure());

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(Allocated.Runs - 1)]
    public void By_OneRunAllocates_ReturnsZero(int run) => Assert.Equal(0, Measure(run));

    [Fact]
    public void By_TwoRunsAllocate_ReturnsZero() => Assert.Equal(0, Measure(0, Allocated.Runs - 1));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void By_EverySecondRunAllocates_ReturnsBytes(int first) =>
        Assert.InRange(Measure([.. Enumerable.Range(0, Allocated.Runs).Where(run => run % 2 == first)]), 1, 100);

    [Fact]
    public void By_AllRunsButTheFirstAllocate_ReturnsBytes() =>
        Assert.InRange(Measure([.. Enumerable.Range(1, Allocated.Runs - 1)]), 1, 100);

    [Fact]
    public void By_EveryRunAllocates_ReturnsBytes() => Assert.InRange(Measure([.. Enumerable.Range(0, Allocated.Runs)]), 1, 100);

    private long Measure(params int[] allocatingRuns)
    {
        var run = 0;
        return Allocated.By(() =>
        {
            if (Array.IndexOf(allocatingRuns, run++) >= 0)
                kept = new object();
        });
    }
}
