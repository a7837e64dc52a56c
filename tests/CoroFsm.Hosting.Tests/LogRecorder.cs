using Microsoft.Extensions.Logging;

namespace CoroFsm.Hosting.Tests;

/// <summary>Records the log messages of a host.</summary>
internal sealed class LogRecorder : ILoggerProvider, ILogger
{
    private readonly Lock gate = new();
    private readonly List<Entry> entries = [];
    private readonly List<(int Id, int Occurrence, TaskCompletionSource<Entry> Source)> waiting = [];

    internal bool Fails { get; set; }

    internal IReadOnlyList<Entry> Entries
    {
        get
        {
            lock (gate)
                return [.. entries];
        }
    }

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("CoroFsm", StringComparison.Ordinal) ? this : NoLogger.Instance;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull =>
        null;

    public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (Fails)
            throw new IOException("The disk is full.");
        var entry = new Entry(level, id.Id, formatter(state, exception), exception);
        lock (gate)
        {
            entries.Add(entry);
            var count = waiting.Count == 0 ? 0 : entries.Count(e => e.Id == id.Id);
            foreach (var (_, _, source) in waiting.Where(waiter => waiter.Id == id.Id && count >= waiter.Occurrence))
                source.TrySetResult(entry);
        }
    }

    public void Dispose()
    {
    }

    internal void Clear()
    {
        lock (gate)
            entries.Clear();
    }

    internal IEnumerable<Entry> Of(int id) => Entries.Where(entry => entry.Id == id);

    /// <summary>Waits for a message with an id.</summary>
    internal Task<Entry> WhenAsync(int id, int occurrence = 1)
    {
        lock (gate)
        {
            if (Of(id).Skip(occurrence - 1).FirstOrDefault() is { } found)
                return Task.FromResult(found);
            var source = new TaskCompletionSource<Entry>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((id, occurrence, source));
            return source.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        }
    }

    internal sealed record Entry(LogLevel Level, int Id, string Message, Exception? Exception);

    private sealed class NoLogger : ILogger
    {
        internal static readonly NoLogger Instance = new();

        public bool IsEnabled(LogLevel logLevel) => false;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull =>
            null;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }
    }
}
