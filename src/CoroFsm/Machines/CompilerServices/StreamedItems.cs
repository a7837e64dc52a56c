using System.ComponentModel;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the items of an asynchronous stream, for <c>await foreach</c> in a coroutine.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <typeparam name="T">The type of the items.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct StreamedItems<TEvent, T>
{
    private readonly AwaitedStream<TEvent, T>? stream;

    internal StreamedItems(AwaitedStream<TEvent, T> stream) => this.stream = stream;

    /// <summary>Gets the item.</summary>
    /// <exception cref="InvalidOperationException">This is the default value, which belongs to no machine.</exception>
    public T Current => Stream.Current;

    private AwaitedStream<TEvent, T> Stream
    {
        get
        {
            if (stream is null)
                DefaultValue.Throw(nameof(StreamedItems<,>), "Get the items from Inbox.AwaitEach.");
            return stream;
        }
    }

    /// <summary>Gets the enumerator; called by <c>await foreach</c>.</summary>
    /// <returns>This value, which is its own enumerator.</returns>
    public StreamedItems<TEvent, T> GetAsyncEnumerator() => this;

    /// <summary>Waits for the next item.</summary>
    /// <returns>The wait. Its result is false if the stream has ended.</returns>
    /// <exception cref="InvalidOperationException">This is the default value, which belongs to no machine; or another coroutine waits at
    /// this inbox.</exception>
    public WorkWait<TEvent, bool> MoveNextAsync()
    {
        var wait = Stream.BeginStep(out var next);
        return new(wait, next);
    }

    /// <summary>Disposes of the stream; called by <c>await foreach</c>.</summary>
    /// <returns>The wait for it.</returns>
    /// <exception cref="InvalidOperationException">This is the default value, which belongs to no machine.</exception>
    public WorkWait<TEvent> DisposeAsync()
    {
        var wait = Stream.BeginEnd(out var disposal);
        return disposal is null ? WorkWait<TEvent>.Completed(wait) : new(wait, disposal);
    }
}
