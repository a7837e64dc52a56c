namespace CoroFsm.Hosting.Tests;

/// <summary>An event of the tests: what to do, and the caller that waits for a reply.</summary>
internal sealed record Order(string What, ReplyTo<string>? Reply = null, Gate? Gate = null)
{
    public override string ToString() => What;
}

/// <summary>Holds a machine in its turn until a test has done its work.</summary>
internal sealed class Gate
{
    private readonly ManualResetEventSlim open = new();
    private readonly TaskCompletionSource inside = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Inside => inside.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

    internal void Pass()
    {
        inside.TrySetResult();
        Assert.True(open.Wait(TimeSpan.FromMinutes(1)));
    }

    internal void Open() => open.Set();
}

/// <summary>A service with the lifetime of one machine.</summary>
internal sealed class Unit(Log log) : IAsyncDisposable
{
    private static int last;

    internal int Number { get; } = Interlocked.Increment(ref last);

    public ValueTask DisposeAsync()
    {
        log.Add("scope disposed");
        return log.DisposeFails ? throw new TimeoutException("scope") : default;
    }
}

/// <summary>What the machines of a test have done.</summary>
internal sealed class Log
{
    private readonly List<string> lines = [];

    internal bool DisposeFails { get; set; }

    internal IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines)
                return [.. lines];
        }
    }

    internal void Add(string line)
    {
        lock (lines)
            lines.Add(line);
    }
}
