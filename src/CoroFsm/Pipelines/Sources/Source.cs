using System.Threading.Channels;

namespace CoroFsm.Pipelines;

/// <summary>
/// Sources of push pipelines: they pull items from where they are, and push them into a target, one after the other.
/// </summary>
/// <remarks>
/// <para>When a source ends, the target is told of its completion; when it fails, is cancelled, or the target throws, of the failure, which is then thrown to the caller. So every
/// target hears of one of the two, once.</para>
/// <para>Progress is reported every 1,024 items, by byte sources after each chunk, and when the source has ended.</para>
/// </remarks>
public static partial class Source
{
    /// <summary>Pushes the items of a sequence.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="items">The sequence.</param>
    /// <param name="target">Gets the items.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellationToken">Ends the run before the next item.</param>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> or <paramref name="target"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <remarks>What the sequence or the target throws comes out here.</remarks>
    public static void PushTo<T>(this IEnumerable<T> items, IObserver<T> target, IProgress<PushProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(target);
        var count = new SourceProgress(progress);
        try
        {
            foreach (var item in items)
            {
                cancellationToken.ThrowIfCancellationRequested();
                target.OnNext(item);
                count.Count();
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception error)
        {
            Fail(target, error);
            throw;
        }

        target.OnCompleted();
        count.Report();
    }

    /// <summary>Pushes the items of an asynchronous sequence.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="items">The sequence.</param>
    /// <param name="target">Gets the items, on whatever thread they arrive.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>A task that ends with the run.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> or <paramref name="target"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <remarks>What the sequence or the target throws comes out here.</remarks>
    public static Task PushToAsync<T>(this IAsyncEnumerable<T> items, IObserver<T> target, IProgress<PushProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(target);
        return RunAsync(
            target,
            async () =>
            {
                var count = new SourceProgress(progress);
                await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    target.OnNext(item);
                    count.Count();
                }

                return count;
            },
            cancellationToken);
    }

    /// <summary>Pushes what comes out of a channel, until it is completed.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="channel">The channel.</param>
    /// <param name="target">Gets the items, on whatever thread they arrive.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>A task that ends with the run.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="channel"/> or <paramref name="target"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <remarks>What the channel was completed with, or the target throws, comes out here.</remarks>
    public static Task PushToAsync<T>(this ChannelReader<T> channel, IObserver<T> target, IProgress<PushProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(target);
        return RunAsync(
            target,
            async () =>
            {
                var count = new SourceProgress(progress);
                while (await channel.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    // What is not pushed any more stays in the channel.
                    while (!cancellationToken.IsCancellationRequested && channel.TryRead(out var item))
                    {
                        target.OnNext(item);
                        count.Count();
                    }

                    cancellationToken.ThrowIfCancellationRequested();
                }

                return count;
            },
            cancellationToken);
    }

    /// <summary>Subscribes a target to an observable, such as one of Rx, and keeps the rule of sources: what the target throws is told to it, and with it to the whole graph, and ends the subscription.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="items">The observable.</param>
    /// <param name="target">Gets the items, on whatever thread they arrive.</param>
    /// <returns>Ends the subscription when disposed; the target is told nothing then.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> or <paramref name="target"/> is null.</exception>
    /// <remarks>What the target throws comes out of whoever pushes into the observable, too. A plain <c>Subscribe</c> leaves the target as it is, without an end.</remarks>
    public static IDisposable PushTo<T>(this IObservable<T> items, IObserver<T> target)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(target);
        var subscription = new GuardedSubscription<T>(target);
        subscription.Begin(items);
        return subscription;
    }

    /// <summary>Tells a target of the failure that its source is about to throw: for sources of one's own.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="target">The target; with it, the whole graph.</param>
    /// <param name="error">The failure: the source's own, or what the target has thrown at an item.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="AggregateException">The target, told of the failure, threw another; both are in it. The same thrown back is no news.</exception>
    /// <remarks><code>catch (Exception error) { Source.Fail(target, error); throw; }</code></remarks>
    public static void Fail<T>(IObserver<T> target, Exception error)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            target.OnError(error);
        }
        catch (AggregateException both) when (both.InnerExceptions.Contains(error))
        {
            throw;
        }
        catch (Exception another) when (Failures.IsNews(another, error))
        {
            throw new AggregateException(error, another);
        }
        catch (Exception)
        {
            // No news.
        }
    }

    /// <summary>
    /// Notifies a target that its source starts over with another input, if the target wants to know (<see cref="IRestartObserver"/>). For
    /// sources of your own.
    /// </summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="target">The target; with it, the whole graph.</param>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is null.</exception>
    /// <remarks>What the target throws comes out here.</remarks>
    public static void Restart<T>(IObserver<T> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        (target as IRestartObserver)?.OnRestart();
    }

    /// <summary>Runs a source to its end, and tells the target of it.</summary>
    private static async Task RunAsync<T>(IObserver<T> target, Func<Task<SourceProgress>> push, CancellationToken cancellationToken)
    {
        SourceProgress count;
        try
        {
            count = await push().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception error)
        {
            Fail(target, error);
            throw;
        }

        target.OnCompleted();
        count.Report();
    }
}
