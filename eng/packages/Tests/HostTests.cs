using CoroFsm;
using CoroFsm.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Packages.Tests;

public sealed class HostTests
{
    [Fact]
    public async Task Host_MachineForEachKey_RepliesAndStops()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddMachines<int, ReplyTo<int>>("counters", static (key, inbox, _) => Count(key, inbox));
        using var host = builder.Build();
        await host.StartAsync(cancellation);
        var counters = host.Services.GetRequiredService<Machines<int, ReplyTo<int>>>();
        Assert.Equal(11, await counters.AskAsync<int>(10, static reply => reply, cancellation));
        Assert.Equal(12, await counters.AskAsync<int>(10, static reply => reply, cancellation));
        Assert.Equal(21, await counters.AskAsync<int>(20, static reply => reply, cancellation));
        await host.StopAsync(cancellation);
        Assert.Equal(0, counters.Count);
    }

    private static async Coroutine Count(int start, Inbox<ReplyTo<int>> inbox)
    {
        await foreach (var reply in inbox)
            reply.Reply(++start);
    }
}
