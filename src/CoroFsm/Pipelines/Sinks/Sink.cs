using System.Threading.Channels;

namespace CoroFsm.Pipelines;

/// <summary>Provides sinks, the ends of push pipelines.</summary>
public static partial class Sink
{
    /// <summary>Creates a sink that invokes callbacks.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="onNext">The callback for each item.</param>
    /// <param name="onCompleted">The callback for the completion.</param>
    /// <param name="onError">The callback for a failure of the source.</param>
    /// <returns>The sink.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="onNext"/> is null.</exception>
    public static IObserver<T> To<T>(Action<T> onNext, Action? onCompleted = null, Action<Exception>? onError = null)
    {
        ArgumentNullException.ThrowIfNull(onNext);
        return new ActionSink<T>(onNext, onCompleted, onError);
    }

    /// <summary>Creates a sink that collects the items.</summary>
    /// <typeparam name="T">The type of the items. Borrowed ones (<see cref="IDetachable{TSelf}"/>) are detached.</typeparam>
    /// <param name="items">The collection to which the items are added.</param>
    /// <returns>The sink.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> is null.</exception>
    public static IObserver<T> To<T>(ICollection<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new ActionSink<T>(item => items.Add(Lasting.Of(item)), onCompleted: null, onError: null);
    }

    /// <summary>Creates a sink that writes lines. It flushes when the input ends or the source fails; the writer remains open.</summary>
    /// <param name="writer">The writer of the lines.</param>
    /// <returns>The sink.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    public static IObserver<string> To(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return new ActionSink<string>(writer.WriteLine, writer.Flush, _ => writer.Flush());
    }

    /// <summary>Creates a sink that writes into a channel and completes it, with the failure of the source if there is one.</summary>
    /// <typeparam name="T">The type of the items. Borrowed ones (<see cref="IDetachable{TSelf}"/>) are detached.</typeparam>
    /// <param name="channel">The channel to which the items are written.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    /// <returns>The sink. When the channel is full, the sender blocks. Therefore, the reader belongs on another thread.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="channel"/> is null.</exception>
    /// <remarks>The sink throws <see cref="ChannelClosedException"/> if other code has completed the channel.</remarks>
    public static IObserver<T> To<T>(ChannelWriter<T> channel, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return new ChannelSink<T>(channel, cancellationToken);
    }

    /// <summary>Creates a sink that discards the items.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <returns>The sink.</returns>
    public static IObserver<T> Ignore<T>() => IgnoreSink<T>.Instance;
}
