using System.Threading.Channels;

namespace CoroFsm.Pipelines;

/// <summary>
/// Provides the sources of push pipelines: they read items and push them into a target, one after the other.
/// </summary>
/// <remarks>
/// <para>When a source ends, its target receives the completion. When it fails, is cancelled, or the target throws, the target receives the
/// failure, which is then thrown to the caller. Each target receives one of the two, once.</para>
/// <para>Progress is reported every 1,024 items (by byte sources, after each chunk) and when the source has ended.</para>
/// </remarks>
public static partial class Source
{
    /// <summary>Pushes the items of a sequence.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="items">The sequence.</param>
    /// <param name="target">The target of the items.</param>
    /// <param name="progress">Receives the progress; null for no reports.</param>
    /// <param name="cancellationToken">Ends the run before the next item.</param>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> or <paramref name="target"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <remarks>Exceptions of the sequence or the target are thrown here.</remarks>
    public static void PushTo<T>(
        this IEnumerable<T> items,
        IObserver<T> target,
        IProgress<PushProgress>? progress = null,
        CancellationToken cancellationToken = default)
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
    /// <param name="target">The target of the items, called on the thread on which they arrive.</param>
    /// <param name="progress">Receives the progress; null for no reports.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>A task that ends with the run.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> or <paramref name="target"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <remarks>Exceptions of the sequence or the target are thrown here.</remarks>
    public static Task PushToAsync<T>(
        this IAsyncEnumerable<T> items,
        IObserver<T> target,
        IProgress<PushProgress>? progress = null,
        CancellationToken cancellationToken = default)
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

    /// <summary>Pushes the items of a channel until it is completed.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="channel">The channel.</param>
    /// <param name="target">The target of the items, called on the thread on which they arrive.</param>
    /// <param name="progress">Receives the progress; null for no reports.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>A task that ends with the run.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="channel"/> or <paramref name="target"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <remarks>The exception that completed the channel, or an exception of the target, is thrown here.</remarks>
    public static Task PushToAsync<T>(
        this ChannelReader<T> channel,
        IObserver<T> target,
        IProgress<PushProgress>? progress = null,
        CancellationToken cancellationToken = default)
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
                    // Items that are no longer pushed remain in the channel.
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

    /// <summary>
    /// Subscribes a target to an observable, such as one of Rx, with the rule of sources: an exception of the target is passed to it as a
    /// failure, and so to the whole graph, and ends the subscription.
    /// </summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="items">The observable.</param>
    /// <param name="target">The target of the items, called on the thread on which they arrive.</param>
    /// <returns>An object that ends the subscription when disposed, without notifying the target.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> or <paramref name="target"/> is null.</exception>
    /// <remarks>
    /// Exceptions of the target are also thrown to the code that pushes into the observable. A plain <c>Subscribe</c> does not notify the
    /// target of the failure.
    /// </remarks>
    public static IDisposable PushTo<T>(this IObservable<T> items, IObserver<T> target)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(target);
        var subscription = new GuardedSubscription<T>(target);
        subscription.Begin(items);
        return subscription;
    }

    /// <summary>Notifies a target of a failure that its source is about to throw. For custom sources.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="target">The target, and with it the whole graph.</param>
    /// <param name="error">The failure of the source, or an exception of the target.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="AggregateException">The target threw another exception when it was notified; it contains both. A rethrow of the
    /// failure does not count.</exception>
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
        catch (Exception another) when (Failures.AddsInformation(another, error))
        {
            throw new AggregateException(error, another);
        }
        catch (Exception)
        {
            // The target has rethrown the failure.
        }
    }

    /// <summary>
    /// Notifies a target that its source restarts with another input, if the target implements <see cref="IRestartObserver"/>. For custom
    /// sources.
    /// </summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="target">The target, and with it the whole graph.</param>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is null.</exception>
    /// <remarks>Exceptions of the target are thrown here.</remarks>
    public static void Restart<T>(IObserver<T> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        (target as IRestartObserver)?.OnRestart();
    }

    /// <summary>Runs a source to its end, and notifies the target.</summary>
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
