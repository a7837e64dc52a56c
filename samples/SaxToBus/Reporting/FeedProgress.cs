using System.Globalization;
using Spectre.Console;

namespace SaxToBus;

/// <summary>A progress bar for a run that takes over a second; it goes away when the run ends.</summary>
internal sealed class FeedProgress : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task showing;

    private FeedProgress(FeedInput feed, IAnsiConsole? console, TimeProvider time) =>
        showing = console is null ? Task.CompletedTask : Task.Run(() => ShowAsync(feed, console, time));

    /// <summary>Begins to watch a feed.</summary>
    /// <param name="feed">The feed that is being read.</param>
    /// <param name="console">Where to show the bar; null: nowhere.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The watch, to be disposed of when the run has ended.</returns>
    public static FeedProgress Watch(FeedInput feed, IAnsiConsole? console, TimeProvider time) => new(feed, console, time);

    /// <summary>Takes the bar away, and waits until it is gone.</summary>
    public void Dispose()
    {
        done.TrySetResult();
        showing.GetAwaiter().GetResult();
    }

    private static ProgressColumn[] Columns(bool hasTotal) => hasTotal
        ?
        [
            new TaskDescriptionColumn(),
            new ProgressBarColumn(),
            new PercentageColumn(),
            new DownloadedColumn { Base = FileSizeBase.Decimal },
            new RemainingTimeColumn(),
        ]
        : [new SpinnerColumn(), new TaskDescriptionColumn(), new TransferSpeedColumn { Base = FileSizeBase.Decimal }];

    private async Task ShowAsync(FeedInput feed, IAnsiConsole console, TimeProvider time)
    {
        if (await IsDoneWithinAsync(Delay, time))
            return;

        var name = feed.Name == FeedInput.StandardInput ? "standard input" : Markup.Escape(Printable.Line(feed.Name));
        var hasTotal = feed.TotalBytes is not null;
        await console.Progress().AutoClear(true).Columns(Columns(hasTotal)).StartAsync(async context =>
        {
            var task = context.AddTask(name, maxValue: feed.TotalBytes ?? double.MaxValue);
            do
            {
                task.Value = feed.BytesRead;
                if (!hasTotal)
                    task.Description = string.Create(CultureInfo.InvariantCulture, $"{name} {feed.BytesRead / 1e6:N1} MB");
            }
            while (!await IsDoneWithinAsync(Interval, time));
        });
    }

    private async Task<bool> IsDoneWithinAsync(TimeSpan span, TimeProvider time) =>
        await Task.WhenAny(done.Task, Task.Delay(span, time)) == done.Task;
}
