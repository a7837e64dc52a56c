namespace CoroFsm.Tests.Pipelines;

/// <summary>Records the reports of a source synchronously on its thread.</summary>
internal sealed class Reports : IProgress<PushProgress>
{
    public List<PushProgress> All { get; } = [];

    public Action? Then { get; init; }

    public void Report(PushProgress value)
    {
        All.Add(value);
        Then?.Invoke();
    }
}
