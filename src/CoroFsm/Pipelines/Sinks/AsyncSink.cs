using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CoroFsm.Pipelines;

/// <summary>
/// Represents a sink that is read with <c>await foreach</c>: the end of a pipeline for an asynchronous reader.
/// </summary>
/// <typeparam name="T">The type of the items. Borrowed ones (<see cref="IDetachable{TSelf}"/>) are detached.</typeparam>
/// <remarks>
/// When the sink is full, the sender blocks until the reader has made room. Therefore, sender and reader belong on different threads. If
/// the reader leaves early, the sender receives an <see cref="OperationCanceledException"/> at its next item.
/// </remarks>
public sealed class AsyncSink<T> : IObserver<T>, IAsyncEnumerable<T>
{
    /// <summary>The default capacity, in items.</summary>
    public const int DefaultCapacity = 1024;

    private readonly Channel<T> channel;
    private readonly ChannelSink<T> sink;
    private int readers;

    /// <summary>Initializes a new instance of the <see cref="AsyncSink{T}"/> class.</summary>
    /// <param name="capacity">The maximum number of items that wait for the reader.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public AsyncSink(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        channel = Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { SingleReader = true });
        sink = new(channel.Writer, CancellationToken.None);
    }

    /// <summary>Passes an item to the reader. Blocks while the sink is full.</summary>
    /// <param name="value">The item.</param>
    /// <exception cref="OperationCanceledException">The reader has left.</exception>
    public void OnNext(T value)
    {
        try
        {
            sink.OnNext(value);
        }
        catch (ChannelClosedException closed)
        {
            throw new OperationCanceledException("The reader has left its loop. Send no more items.", closed);
        }
    }

    /// <summary>Ends the reader's loop after the pending items.</summary>
    public void OnCompleted() => sink.OnCompleted();

    /// <summary>Raises a failure in the reader's loop after the pending items.</summary>
    /// <param name="error">The failure.</param>
    public void OnError(Exception error) => sink.OnError(error);

    /// <summary>Reads the items, once.</summary>
    /// <param name="cancellationToken">Ends the loop, as if the reader had left it.</param>
    /// <returns>The items.</returns>
    /// <exception cref="InvalidOperationException">The items are already being read.</exception>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => Interlocked.Increment(ref readers) == 1
        ? Read(cancellationToken).GetAsyncEnumerator(cancellationToken)
        : throw new InvalidOperationException(
            "The items of this sink are already being read, and each goes to one reader. Put a broadcast with two sinks before it.");

    private async IAsyncEnumerable<T> Read([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            while (await channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (!cancellationToken.IsCancellationRequested && channel.Reader.TryRead(out var item))
                    yield return item;
            }
        }
        finally
        {
            channel.Writer.TryComplete();       // for a blocked sender
        }
    }
}
