using CoroFsm;
using CoroFsm.Statecharts;
using CoroFsm.Stateless;
using CoroFsm.Testing;
using Xunit;

namespace Packages.Tests;

public sealed class LampTests
{
    [Fact]
    public void Lamp_NotPressedForThirtySeconds_GoesOff()
    {
        var time = new SimulatedTime();
        using var lamp = Machine.Start<string>(Lamp, new MachineOptions { TimeProvider = time });
        lamp.Send("press");
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal("Lamp/On", lamp.State);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Lamp/Off", lamp.State);
    }

    [Fact]
    public void Chart_OnStateless_IsEqual()
    {
        var chart = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("Off").Permit("toggle", "On");
            chart.Configure("On").Permit("toggle", "Off");
        });
        var result = Equivalence.Explore(
            () => ExploredMachine.Of(chart.Start("Off")),
            () => ExploredMachine.Of(chart.StartOnStateless("Off")),
            ["toggle"],
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.AreEqual, result.ToString());
    }

    private static async Coroutine Lamp(Inbox<string> inbox)
    {
        while (true)
        {
            await inbox.Receive("Off");
            await On(inbox);
        }
    }

    private static async Coroutine On(Inbox<string> inbox)
    {
        while (!(await inbox.Receive(TimeSpan.FromSeconds(30))).TimedOut)
        {
        }
    }
}
