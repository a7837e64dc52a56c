using System.Threading.Channels;

namespace CoroFsm.Pipelines;

/// <summary>The ends of push pipelines: where items go to.</summary>
public static partial class Sink
{
    /// <summary>Makes a sink that calls back.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="onNext">Called with each item.</param>
    /// <param name="onCompleted">Called when no more will come.</param>
    /// <param name="onError">Called when the source has failed.</param>
    /// <returns>The sink.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="onNext"/> is null.</exception>
    public static IObserver<T> To<T>(Action<T> onNext, Action? onCompleted = null, Action<Exception>? onError = null)
    {
        ArgumentNullException.ThrowIfNull(onNext);
        return new ActionSink<T>(onNext, onCompleted, onError);
    }

    /// <summary>Makes a sink that collects the items.</summary>
    /// <typeparam name="T">The type of the items. Borrowed ones (<see cref="IDetachable{TSelf}"/>) are detached.</typeparam>
    /// <param name="items">Gets the items.</param>
    /// <returns>The sink.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> is null.</exception>
    public static IObserver<T> To<T>(ICollection<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new ActionSink<T>(item => items.Add(Lasting.Of(item)), onCompleted: null, onError: null);
    }

    /// <summary>Makes a sink that writes lines. At the end of the input, and when the source fails, it flushes; the writer stays open.</summary>
    /// <param name="writer">Gets the lines.</param>
    /// <returns>The sink.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    public static IObserver<string> To(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return new ActionSink<string>(writer.WriteLine, writer.Flush, _ => writer.Flush());
    }

    /// <summary>Makes a sink that writes into a channel, and completes it, with the source's failure if there is one.</summary>
    /// <typeparam name="T">The type of the items. Borrowed ones (<see cref="IDetachable{TSelf}"/>) are detached.</typeparam>
    /// <param name="channel">Gets the items.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    /// <returns>The sink. When the channel is full, the sender blocks until there is room; so the reader belongs on another thread.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="channel"/> is null.</exception>
    /// <remarks>The sink throws <see cref="ChannelClosedException"/> if somebody else has completed the channel.</remarks>
    public static IObserver<T> To<T>(ChannelWriter<T> channel, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return new ChannelSink<T>(channel, cancellationToken);
    }

    /// <summary>Makes a sink that forgets the items.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <returns>The sink.</returns>
    public static IObserver<T> Ignore<T>() => IgnoreSink<T>.Instance;
}
