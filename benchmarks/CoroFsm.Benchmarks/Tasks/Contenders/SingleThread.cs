namespace CoroFsm.Benchmarks.Tasks.Contenders;

/// <summary>Runs async methods on one thread, first in, first out, as a scheduler runs tasks.</summary>
internal sealed class SingleThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> ready = new();

    public override void Post(SendOrPostCallback d, object? state) => ready.Enqueue((d, state));

    /// <summary>Runs an async method to its end.</summary>
    internal void Run(Func<Task> main)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = main();
            while (ready.TryDequeue(out var work))
                work.Callback(work.State);
            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
