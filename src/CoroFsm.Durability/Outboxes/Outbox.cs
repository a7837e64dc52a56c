using System.Diagnostics.CodeAnalysis;
using CoroFsm.Durability.Journals;
using Microsoft.Extensions.Logging;

namespace CoroFsm.Durability.Outboxes;

/// <summary>Delivers the messages of committed turns, those of a machine one at a time and in order, until each has succeeded.</summary>
/// <remarks>
/// Messages come from the turns that were just committed, as long as the journal has no others. Otherwise they are read from the journal:
/// while that is so, those of new turns are not added, because they would overtake earlier ones.
/// </remarks>
internal sealed class Outbox(
    Func<StoredMessage, CancellationToken, Task> deliver,
    Journal journal,
    string type,
    DurableOptions options,
    Action<Action<object?>, object?> post,
    ILogger logger,
    CancellationToken stopping)
{
    private const int MaxRemembered = 10_000;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReadDelay = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Lane> lanes = new(StringComparer.Ordinal);
    private readonly HashSet<(string Key, long Sequence, int Ordinal)> known = [];

    /// <summary>The last messages that were delivered: the journal may still contain them when it is read.</summary>
    private readonly HashSet<(string Key, long Sequence, int Ordinal)> delivered = [];
    private readonly Queue<(string Key, long Sequence, int Ordinal)> deliveries = new();
    private TaskCompletionSource? idle;
    private bool hasMore;
    private bool isReading;

    /// <summary>Gets a value indicating whether the journal is to be read now. Called inside the gate.</summary>
    private bool MustRead => hasMore && known.Count <= options.MaxUndelivered / 2 && !stopping.IsCancellationRequested;

    /// <summary>Reads the messages that the journal still has, before any turn.</summary>
    internal async Task ReadAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in journal.ReadOutboxAsync(type, cancellationToken).ConfigureAwait(true))
        {
            if (!TryAdd(message, isRead: true))
                return;
        }
    }

    /// <summary>Reads the messages of the journal again: it may have some that no turn has added.</summary>
    internal void ReadAgain()
    {
        lock (gate)
        {
            hasMore = true;
            if (isReading)
                return;
            isReading = true;
        }

        PostRead();
    }

    /// <summary>Adds a message of a turn that was committed. If earlier ones are in the journal only, it is read later.</summary>
    internal void Add(StoredMessage message) => TryAdd(message, isRead: false);

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

    /// <summary>Drops the messages of a machine that is removed. One that is being delivered is not delivered again.</summary>
    internal void Drop(string key)
    {
        lock (gate)
        {
            delivered.RemoveWhere(id => id.Key == key);
            if (!lanes.Remove(key, out var lane))
                return;
            foreach (var message in lane.Messages)
                known.Remove((key, message.Sequence, message.Ordinal));
            lane.Messages.Clear();
        }
    }

    private bool TryAdd(StoredMessage message, bool isRead)
    {
        Lane? started = null;
        var id = (message.Sender.Key, message.Sequence, message.Ordinal);
        lock (gate)
        {
            if (!isRead)
                delivered.Remove(id);       // of a machine with this key that was purged
            else if (delivered.Contains(id))
                return true;
            if (stopping.IsCancellationRequested || (!isRead && (hasMore || isReading)) || known.Count >= options.MaxUndelivered)
            {
                hasMore = true;
                return false;
            }

            if (!known.Add(id))
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
        var delay = FirstDelay;
        while (TryTakeNext(lane, out var message))
        {
            try
            {
                await deliver(message, stopping).ConfigureAwait(true);
                delay = FirstDelay;
                journal.RemoveMessage(message.Sender, message.Sequence, message.Ordinal);
                Remove(lane);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                // It remains in the journal.
            }
            catch (Exception error)
            {
                DurableLog.DeliveryFailed(logger, type, message.Type, delay, error);
                await DelayAsync(delay).ConfigureAwait(true);
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
            if (lane.Messages.Count == 0 && lanes.TryGetValue(lane.Key, out var current) && current == lane)
                lanes.Remove(lane.Key);
            if (stopping.IsCancellationRequested)
            {
                if (!lanes.Values.Any(static other => other.IsRunning))
                    idle?.TrySetResult();
            }
            else if (MustRead && !isReading)
            {
                reads = isReading = true;
            }
        }

        if (reads)
            PostRead();
        return false;
    }

    private void PostRead() => post(static state => _ = ((Outbox)state!).ReadMoreAsync(), this);

    /// <summary>Reads until the journal has no message that is not here, or too many are here. A failure is tried again.</summary>
    private async Task ReadMoreAsync()
    {
        while (true)
        {
            lock (gate)
            {
                if (!MustRead)
                {
                    isReading = false;
                    return;
                }

                hasMore = false;
            }

            try
            {
                await ReadAsync(stopping).ConfigureAwait(true);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                // Read by the next host.
            }
            catch (Exception error)
            {
                DurableLog.DeliveryFailed(logger, type, "", ReadDelay, error);
                lock (gate)
                    hasMore = true;
                await DelayAsync(ReadDelay).ConfigureAwait(true);
            }
        }
    }

    private async Task DelayAsync(TimeSpan delay) => await Task.Delay(delay, options.TimeProvider, stopping)
        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private void Remove(Lane lane)
    {
        lock (gate)
        {
            if (!lane.Messages.TryDequeue(out var message))
                return;     // dropped meanwhile
            var id = (lane.Key, message.Sequence, message.Ordinal);
            known.Remove(id);
            if (delivered.Add(id))
                deliveries.Enqueue(id);
            if (deliveries.Count > MaxRemembered)
                delivered.Remove(deliveries.Dequeue());
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
