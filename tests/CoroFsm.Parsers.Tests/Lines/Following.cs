using System.Text;
using CoroFsm.Parsers.Lines;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Tests.Lines;

/// <summary>A file in its own folder and a run that follows it; a test advances from poll to poll.</summary>
internal sealed class Following : IObserver<ByteChunk>, IRestartObserver, IProgress<PushProgress>, IAsyncDisposable
{
    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();
    private readonly PollTime time = new();
    private readonly CancellationTokenSource cancellation = new();
    private readonly MemoryStream pushed = new();

    internal Following() => File = Path.Combine(folder.FullName, "log");

    /// <summary>Gets the path that is followed.</summary>
    internal string File { get; }

    internal string Old => File + ".1";

    internal Task Run { get; private set; } = Task.CompletedTask;

    internal List<Exception> Errors { get; } = [];

    /// <summary>Gets the length of each wait of the run.</summary>
    internal IReadOnlyList<TimeSpan> Waits => time.Waits;

    internal PushProgress Progress { get; private set; }

    /// <summary>Gets or sets an additional handler of the chunks.</summary>
    internal Action<ByteChunk>? Next { get; set; }

    /// <summary>Gets or sets an additional target of the run.</summary>
    internal IObserver<ByteChunk> Target { get; set; } = Sink.Ignore<ByteChunk>();

    internal int Restarts { get; private set; }

    /// <summary>Gets or sets an additional handler of the failure.</summary>
    internal Action<Exception>? Failing { get; set; }

    /// <summary>Starts the run and returns when it waits for the next poll or has ended.</summary>
    internal Task Start(bool fromStart = false)
    {
        Run = new FollowedFile(File, new() { FromStart = fromStart, TimeProvider = time }).RunAsync(this, this, cancellation.Token);
        return Settle();
    }

    /// <summary>Lets the run poll once and returns what it pushed until it waited or ended.</summary>
    internal async Task<string> Look()
    {
        time.Advance(Interval);
        await Settle();
        return Take();
    }

    /// <summary>Returns and clears what was pushed since the last call.</summary>
    internal string Take()
    {
        var text = Encoding.UTF8.GetString(pushed.ToArray());
        pushed.SetLength(0);
        return text;
    }

    internal void Append(string text) => System.IO.File.AppendAllText(File, text);

    internal void Cancel() => cancellation.Cancel();

    public void OnNext(ByteChunk value)
    {
        pushed.Write(value.Span);
        Next?.Invoke(value);
        Target.OnNext(value);
    }

    public void OnRestart()
    {
        Restarts++;
        Source.Restart(Target);
    }

    public void OnCompleted() => Assert.Fail("Following has no end.");

    public void OnError(Exception error)
    {
        Errors.Add(error);
        Failing?.Invoke(error);
    }

    public void Report(PushProgress value) => Progress = value;

    public async ValueTask DisposeAsync()
    {
        await cancellation.CancelAsync();
        await Run.ContinueWith(_ => { }, TaskScheduler.Default);
        cancellation.Dispose();
        time.Dispose();
        await pushed.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private Task<Task> Settle() => Task.WhenAny(time.Waiting(), Run);
}
