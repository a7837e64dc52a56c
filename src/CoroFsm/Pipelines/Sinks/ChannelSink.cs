using System.Threading.Channels;

namespace CoroFsm.Pipelines;

internal sealed class ChannelSink<T>(ChannelWriter<T> channel, CancellationToken cancellationToken) : IObserver<T>
{
    public void OnNext(T value)
    {
        var lasting = Lasting.Of(value);
        if (!channel.TryWrite(lasting))
            channel.WriteAsync(lasting, cancellationToken).AsTask().GetAwaiter().GetResult();
    }

    public void OnCompleted() => channel.TryComplete();

    public void OnError(Exception error) => channel.TryComplete(error);
}
