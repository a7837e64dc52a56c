using System.Threading.Channels;

namespace CoroFsm.Pipelines;

internal sealed class ChannelSink<T>(ChannelWriter<T> channel, CancellationToken cancellation) : IObserver<T>
{
    public void OnNext(T value)
    {
        var lasting = Lasting.Of(value);
        if (!channel.TryWrite(lasting))
            channel.WriteAsync(lasting, cancellation).AsTask().GetAwaiter().GetResult();
    }

    public void OnCompleted() => channel.TryComplete();

    public void OnError(Exception error) => channel.TryComplete(error);
}
