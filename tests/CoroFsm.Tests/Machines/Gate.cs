namespace CoroFsm.Tests.Machines;

/// <summary>Holds a thread inside a machine until a test has done its work.</summary>
internal sealed class Gate : IDisposable
{
    private readonly ManualResetEventSlim inside = new();
    private readonly ManualResetEventSlim open = new();

    public void WaitUntilInside() => Assert.True(inside.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));

    public void Pass()
    {
        inside.Set();
        Assert.True(open.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    public void Open() => open.Set();

    public void Dispose()
    {
        inside.Dispose();
        open.Dispose();
    }
}
