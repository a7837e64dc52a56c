using System.Threading.Channels;
using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Tasks.Contenders;

/// <summary>Runs two async methods on one thread that exchange messages over two channels.</summary>
internal sealed class ChannelCase(string name) : Case(name)
{
    private readonly SingleThread thread = new();
    private readonly Channel<long> there = Make();
    private readonly Channel<long> back = Make();
    private long done;
    private bool hasEcho;

    internal override long Run(int operations)
    {
        thread.Run(() => Ping(operations));
        return done += operations;
    }

    private static Channel<long> Make() => Channel.CreateUnbounded<long>(new() { SingleReader = true, SingleWriter = true });

    private async Task Ping(int times)
    {
        if (!hasEcho)
            _ = Echo();
        hasEcho = true;
        for (var left = times; left > 0; left -= 2)
        {
            there.Writer.TryWrite(left);
            await back.Reader.ReadAsync();
        }
    }

    private async Task Echo()
    {
        while (true)
        {
            var ball = await there.Reader.ReadAsync();
            back.Writer.TryWrite(ball);
        }
    }
}
