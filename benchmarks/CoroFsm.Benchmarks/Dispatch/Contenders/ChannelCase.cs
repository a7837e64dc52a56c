using System.Threading.Channels;

namespace CoroFsm.Benchmarks.Dispatch.Contenders;

/// <summary>The same coroutine behind a channel, with every option that makes it fast: it too is resumed on the sender's stack.</summary>
internal sealed class ChannelCase : FourStatesCase
{
    private readonly Channel<byte> channel = Channel.CreateUnbounded<byte>(
        new() { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = true });

    private readonly Task machine;

    internal ChannelCase()
        : base("channel", "flat") =>
        machine = Machine(channel.Reader);

    protected override void Handle(ReadOnlySpan<byte> events)
    {
        var writer = channel.Writer;
        foreach (var e in events)
            writer.TryWrite(e);
        if (machine.IsCompleted)
            machine.GetAwaiter().GetResult();       // only by an exception
    }

    private async Task Machine(ChannelReader<byte> reader)
    {
        while (true)
        {
            while (await reader.ReadAsync() != 0)
            {
            }

            Transitions.Count++;
            while (await reader.ReadAsync() != 1)
            {
            }

            Transitions.Count++;
            while (await reader.ReadAsync() != 2)
            {
            }

            Transitions.Count++;
            while (await reader.ReadAsync() != 3)
            {
            }

            Transitions.Count++;
        }
    }
}
