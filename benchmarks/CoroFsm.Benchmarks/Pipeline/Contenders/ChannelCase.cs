using System.Threading.Channels;
using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Pipeline.Contenders;

/// <summary>Sends through a bounded channel to another thread, as written by hand: the sender blocks when it is full.</summary>
internal sealed class ChannelCase(string name) : Case(name)
{
    internal const int Capacity = 1024;

    private readonly Sum sum = new();

    internal override long Run(int operations)
    {
        var channel = Channel.CreateBounded<long>(new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });
        var reader = Task.Run(async () =>
        {
            while (await channel.Reader.WaitToReadAsync())
            {
                while (channel.Reader.TryRead(out var value))
                    sum.Value += value;
            }
        });

        for (long i = 0; i < operations; i++)
        {
            if (!channel.Writer.TryWrite(i))
                channel.Writer.WriteAsync(i).AsTask().GetAwaiter().GetResult();
        }

        channel.Writer.Complete();
        reader.GetAwaiter().GetResult();
        return sum.Value;
    }
}
