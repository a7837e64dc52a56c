namespace CoroFsm.Benchmarks.Work;

/// <summary>Provides work that ends when the benchmark says so, or that is complete at once.</summary>
internal sealed class WorkSource
{
    private static readonly Task<int> Completed = Task.FromResult(1);

    private TaskCompletionSource<int> pending = new();

    /// <summary>Starts work that ends with <see cref="EndLast"/>.</summary>
    internal Task<int> Begin(CancellationToken cancellationToken) => (pending = new()).Task;

    /// <summary>Starts work that is complete.</summary>
    internal static Task<int> BeginCompleted(CancellationToken cancellationToken) => Completed;

    /// <summary>Ends the last work. What awaits it continues on this thread.</summary>
    internal void EndLast() => pending.SetResult(1);
}
