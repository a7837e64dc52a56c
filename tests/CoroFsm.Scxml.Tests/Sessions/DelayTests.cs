using CoroFsm.Scxml.Tests.Support;
using CoroFsm.Testing;

namespace CoroFsm.Scxml.Tests.Sessions;

/// <summary>Delayed events come in the order of their times, on the clock of the session.</summary>
public sealed class DelayTests
{
    private const string LogAll = "<transition event='*'><log expr='_event.name'/></transition>";

    [Theory]
    [InlineData("<send event='b' delay='2s'/><send event='a' delay='1s'/><send event='c' delay='2s'/>", 2_000, "a b c")]
    [InlineData("<send event='a' delay='1500ms'/><send event='b' delay='.5s'/>", 1_499, "b")]
    [InlineData("<send event='a' delayexpr=\"2 * 5 + 'ms'\"/>", 10, "a")]
    [InlineData("<send event='a' delay='0s'/><send event='b'/>", 0, "a b")]
    [InlineData("<send event='a' id='i' delay='1s'/><send event='b' id='j' delay='1s'/><cancel sendid='i'/>", 1_000, "b")]
    [InlineData("<send event='a' id='i' delay='1s'/><send event='b' id='i' delay='2s'/><cancel sendidexpr=\"'i'\"/>", 9_000, "")]
    [InlineData("<cancel sendid='unknown'/><send event='a' delay='1s'/>", 1_000, "a")]
    [InlineData("<send event='a' delayexpr=\"'soon'\"/>", 0, "error.execution")]
    [InlineData("<send event='a' target='#_scxml_gone' delay='1s'/>", 1_000, "error.communication")]
    public async Task Send_WithDelay_ComesAtItsTime(string sends, int milliseconds, string expected)
    {
        SimulatedTime time = new();
        await using var session = Doc.Start($"<state><onentry>{sends}</onentry>{LogAll}</state>", time);
        time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(expected, session.Logged());
    }

    [Fact]
    public async Task Cancel_OfAnEventThatBecameDueMeanwhile_DropsIt()
    {
        SimulatedTime time = new();
        await using var session = Doc.Start(
            $"<state><onentry><send event='a' id='i' delay='1s'/><log expr=\"'wait'\"/><cancel sendid='i'/></onentry>{LogAll}</state>",
            time,
            options: new() { Log = _ => time.Advance(TimeSpan.FromSeconds(1)) });
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("wait", session.Logged());
    }

    [Fact]
    public async Task Send_WithALongDelay_ComesAtItsTime()
    {
        SimulatedTime time = new();
        await using var session = Doc.Start($"<state><onentry><send event='a' delay='{100 * 86_400}s'/></onentry>{LogAll}</state>", time);
        time.Advance(TimeSpan.FromDays(100) - TimeSpan.FromTicks(1));
        Assert.Empty(session.Log);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("a", session.Logged());
    }

    /// <summary>The data are those of the time at which the element was executed.</summary>
    [Fact]
    public async Task Send_WithDelay_EvaluatesItsDataAtOnce()
    {
        SimulatedTime time = new();
        await using var session = Doc.Start(
            "<datamodel><data id='v' expr='1'/></datamodel><state><onentry><send event='a' delay='1s' namelist='v'/>"
            + "<assign location='v' expr='2'/></onentry><transition event='a'><log expr='_event.data.v'/></transition></state>", time);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("1", session.Logged());
    }

    [Fact]
    public async Task Send_BeyondTheLimit_IsAnErrorOfTheDocument()
    {
        await using var session = Doc.Start(
            "<state><onentry><foreach array='[1,2,3]' item='i'><send event='a' delay='1s'/></foreach></onentry>" + LogAll + "</state>",
            options: new() { MaxDelayedEvents = 2 });
        Assert.Equal("error.execution", session.Logged());
    }

    /// <summary>Events whose time has come, and those that are cancelled, do not count.</summary>
    [Fact]
    public async Task Send_AfterOthersHaveCome_IsWithinTheLimit()
    {
        SimulatedTime time = new();
        await using var session = Doc.Start(
            "<state><transition event='x'><send event='a' delay='1s'/><send event='b' id='i' delay='1s'/><cancel sendid='i'/>"
                + "</transition>" + LogAll + "</state>",
            time,
            options: new() { MaxDelayedEvents = 2 });
        for (var i = 0; i < 5; i++)
        {
            session.Send("x");
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("a a a a a", session.Logged());
    }

    /// <summary>Timers of the system are set for 49 days at most.</summary>
    [Fact]
    public async Task Send_WithALongDelayOnTheSystemClock_Waits()
    {
        await using var session = Doc.Load($"<state><onentry><send event='a' delay='{100 * 86_400}s'/></onentry></state>").Start();
        Assert.False(session.Completion.IsCompleted);
    }

    [Fact]
    public async Task End_WithDelayedEvents_DropsThem()
    {
        SimulatedTime time = new();
        var session = Doc.Start("<state><onentry><send event='a' delay='1s'/></onentry><transition event='x' target='f'/></state>"
            + "<final id='f'/>", time);
        await using (session)
            session.Send("x");
        Assert.False(time.TryJump());
    }

    [Fact]
    public async Task Cancel_OfManyDelayedEvents_KeepsTheOthers()
    {
        SimulatedTime time = new();
        await using var session = Doc.Start(
            "<state><onentry><foreach array='Array.from({length: 300}, (_, i) => i)' item='i'>"
                + "<send eventexpr=\"'e' + i\" id='gone' delay='1s'/>"
            + "<if cond='i % 100 == 0'><send eventexpr=\"'k' + i\" delay='1s'/></if></foreach><cancel sendid='gone'/>"
            + "</onentry>" + LogAll + "</state>",
            time);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("k0 k100 k200", session.Logged());
    }
}
