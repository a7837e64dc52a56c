using System.Diagnostics.CodeAnalysis;
using CoroFsm.Durability.Journals;
using Microsoft.Extensions.Logging;

namespace CoroFsm.Durability.Outboxes;

/// <summary>Delivers the messages of committed turns, those of a machine one at a time and in order, until each has succeeded.</summary>
internal sealed class Outbox(
    Func<StoredMessage, CancellationToken, Task> deliver,
    Journal journal,
    string type,
    DurableOptions options,
    Action<Action<object?>, object?> post,
    ILogger logger,
    CancellationToken stopping)
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Lane> lanes = new(StringComparer.Ordinal);
    private readonly HashSet<(string Key, long Sequence, int Ordinal)> known = [];
    private TaskCompletionSource? idle;
    private bool hasMore;

    /// <summary>Reads the messages that the journal still has.</summary>
    internal async Task ReadAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            hasMore = false;
        await foreach (var message in journal.ReadOutboxAsync(type, cancellationToken).ConfigureAwait(true))
        {
            if (!TryAdd(message))
                return;
        }
    }

    /// <summary>Reads the messages of the journal again that are not known.</summary>
    internal void ReadAgain() => post(static state => _ = ((Outbox)state!).ReadMoreAsync(), this);

    /// <summary>Adds a message of a turn that was committed. If too many wait, it is read from the journal later.</summary>
    internal void Add(StoredMessage message) => TryAdd(message);

    /// <summary>Waits until no message is being delivered. Call it after the token was cancelled.</summary>
    internal Task StopAsync()
    {
        lock (gate)
        {
            if (!lanes.Values.Any(static lane => lane.IsRunning))
                return Task.CompletedTask;
            return (idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private bool TryAdd(StoredMessage message)
    {
        Lane? started = null;
        lock (gate)
        {
            if (stopping.IsCancellationRequested || hasMore || known.Count >= options.MaxUndelivered)
            {
                hasMore = true;
                return false;
            }

            if (!known.Add((message.Sender.Key, message.Sequence, message.Ordinal)))
                return true;
            if (!lanes.TryGetValue(message.Sender.Key, out var lane))
                lanes.Add(message.Sender.Key, lane = new(message.Sender.Key));
            lane.Messages.Enqueue(message);
            if (!lane.IsRunning)
            {
                lane.IsRunning = true;
                started = lane;
            }
        }

        if (started is not null)
            post(static state => _ = (((Outbox, Lane))state!).Item1.RunAsync((((Outbox, Lane))state!).Item2), (this, started));
        return true;
    }

    private async Task RunAsync(Lane lane)
    {
        var delay = TimeSpan.FromMilliseconds(100);
        while (TryTakeNext(lane, out var message))
        {
            try
            {
                await deliver(message, stopping).ConfigureAwait(true);
                delay = TimeSpan.FromMilliseconds(100);
                journal.RemoveMessage(message.Sender, message.Sequence, message.Ordinal);
                Remove(lane, message);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                // It remains in the journal.
            }
            catch (Exception error)
            {
                DurableLog.DeliveryFailed(logger, type, message.Type, delay, error);
                await Task.Delay(delay, options.TimeProvider, stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                delay = delay * 2 < MaxDelay ? delay * 2 : MaxDelay;
            }
        }
    }

    private bool TryTakeNext(Lane lane, [NotNullWhen(true)] out StoredMessage? message)
    {
        var reads = false;
        lock (gate)
        {
            if (!stopping.IsCancellationRequested && lane.Messages.TryPeek(out message))
                return true;

            message = null;
            lane.IsRunning = false;
            if (lane.Messages.Count == 0)
                lanes.Remove(lane.Key);
            if (stopping.IsCancellationRequested)
            {
                if (!lanes.Values.Any(static other => other.IsRunning))
                    idle?.TrySetResult();
            }
            else
            {
                reads = hasMore && known.Count < options.MaxUndelivered / 2;
            }
        }

        if (reads)
            post(static state => _ = ((Outbox)state!).ReadMoreAsync(), this);
        return false;
    }

    private async Task ReadMoreAsync()
    {
        try
        {
            await ReadAsync(stopping).ConfigureAwait(true);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
        }
        catch (JournalException error)
        {
            DurableLog.DeliveryFailed(logger, type, "", MaxDelay, error);
            lock (gate)
                hasMore = true;
        }
    }

    private void Remove(Lane lane, StoredMessage message)
    {
        lock (gate)
        {
            lane.Messages.Dequeue();
            known.Remove((message.Sender.Key, message.Sequence, message.Ordinal));
        }
    }

    /// <summary>Represents the messages of one machine.</summary>
    private sealed class Lane(string key)
    {
        internal string Key => key;

        internal Queue<StoredMessage> Messages { get; } = new();

        internal bool IsRunning { get; set; }
    }
}
