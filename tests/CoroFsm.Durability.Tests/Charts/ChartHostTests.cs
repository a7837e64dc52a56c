using CoroFsm.Durability.Tests.Hosts;

namespace CoroFsm.Durability.Tests.Charts;

/// <summary>A chart is a durable machine: its configuration, history, timers and context survive, with and without snapshots.</summary>
public sealed class ChartHostTests
{
    public static TheoryData<int?, bool> Lives => new()
    {
        { null, false }, { null, true }, { 1, false }, { 1, true }, { 2, true }, { 3, true },
    };

    [Theory]
    [MemberData(nameof(Lives))]
    public void Send_CrashesAndSnapshots_KeepRegionsHistoryAndContext(int? inputsPerSnapshot, bool crashes)
    {
        var bed = new TestBed<string>().Open(Player.Code(inputsPerSnapshot));
        List<string> states = [];

        foreach (var @event in new[] { "power", "play", "quiet", "volume 3", "power", "power", "volume 4", "end", "stop" })
        {
            bed.Send(@event);
            if (crashes)
                bed.Crash();
            states.Add(bed.State);
        }

        Assert.Equal(
            [
                "Stopped & Loud", "Playing & Loud", "Playing & Muted", "Playing & Muted", "Off", "Playing & Muted", "Playing & Muted",
                "At end & Muted", "Ended",
            ],
            states);
        Assert.Equal(["off 1", "volume 3", "off 2", "volume 7"], bed.Messages.Select(static message => message.Split(": ")[1]));
    }

    [Theory]
    [MemberData(nameof(Lives))]
    public void Timer_CrashesAndSnapshots_FiresWhenItIsDue(int? inputsPerSnapshot, bool crashes)
    {
        var bed = new TestBed<string>().Open(Player.Code(inputsPerSnapshot));
        bed.Send("power");
        bed.Advance(TimeSpan.FromMinutes(20));
        bed.Send("play");
        CrashIf();
        bed.Advance(TimeSpan.FromMinutes(4));
        bed.Send("quiet");
        CrashIf();
        bed.Advance(TimeSpan.FromMinutes(5));
        bed.Send("volume 1");
        CrashIf();

        bed.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("Playing & Muted", bed.State);
        bed.Advance(TimeSpan.FromMilliseconds(2));
        Assert.Equal("Stopped & Muted", bed.State);
        CrashIf();

        bed.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromMilliseconds(2));
        Assert.Equal("Stopped & Muted", bed.State);
        bed.Advance(TimeSpan.FromMilliseconds(2));
        Assert.Equal("Off", bed.State);

        void CrashIf()
        {
            if (crashes)
                bed.Crash();
        }
    }

    [Fact]
    public void Timers_OverdueAfterStop_FireInTheOrderOfTheirDueTimes()
    {
        var bed = new TestBed<string>().Open(Player.Code(1));
        bed.Send("power");
        bed.Send("play");
        bed.End();
        bed.Time.Advance(TimeSpan.FromHours(2));

        bed.Open(Player.Code(1));

        Assert.Equal("Off", bed.State);
        bed.Send("power");
        Assert.Equal("Stopped & Loud", bed.State);
    }

    [Fact]
    public void Snapshot_EachThirdInput_KeepsTheJournalShort()
    {
        var bed = new TestBed<string>().Open(Player.Code(3));
        for (var i = 0; i < 100; i++)
        {
            bed.Send("power");
            Assert.InRange(bed.StoredRecords().Count, 1, 4);
        }

        Assert.Contains("Checkpoint", bed.Records()[0], StringComparison.Ordinal);
        Assert.Equal("Off", bed.State);
        Assert.Equal("Off", bed.Crash(Player.Code(7)).State);
    }

    [Fact]
    public void Send_RefusedEvent_NeitherRestartsNorIsStored()
    {
        var bed = new TestBed<string>().Open(Player.Code(1));
        bed.Send("power");
        var records = bed.Records();

        for (var i = 0; i < 3; i++)
            bed.Refuses<UnexpectedEventException>("stop");

        Assert.Equal(records, bed.Records());
        Assert.Equal("Stopped & Loud", bed.Crash().State);
    }

    [Fact]
    public void Action_Throws_MachineIsParkedAndContinuesAfterTheFix()
    {
        var bed = new TestBed<string>().Open(Player.Code(), static options => options);
        bed.Send("power");
        bed.Send("power");

        bed.Refuses<InvalidOperationException>("break");

        Assert.Contains("broken", bed.Info()!.ParkedReason, StringComparison.Ordinal);
    }

    [Fact]
    public void TimersAction_Throws_MachineIsParked()
    {
        var chart = Statechart.Build<string, string>(static chart =>
        {
            chart.Configure("New").PermitAfter(TimeSpan.FromHours(1), "Bad").PermitReentry("go");
            chart.Configure("Bad").OnEntry(static () => throw new InvalidOperationException("bad"));
        });
        var bed = new TestBed<string>().Open(DurableChart.Of(chart, "New"));
        bed.Send("go");

        bed.Advance(TimeSpan.FromHours(2));

        Assert.Contains("bad", bed.Info()!.ParkedReason, StringComparison.Ordinal);
        Assert.Equal(["1 Started", "2 Event"], bed.Records());
    }

    [Fact]
    public void Replay_ChangedChart_IsFoundAtItsRecord()
    {
        var bed = new TestBed<string>().Open(Player.Code());
        bed.Send("power");
        bed.Send("play");

        bed.Crash(Player.Code(chart: Player.Chart("Running")));

        var reason = bed.Info()!.ParkedReason;
        Assert.Contains("record 3", reason, StringComparison.Ordinal);
        Assert.Contains("Playing & Loud", reason, StringComparison.Ordinal);
        Assert.Contains("Running & Loud", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_StateIsGone_MachineIsParkedAndNamesIt()
    {
        var bed = new TestBed<string>().Open(Player.Code(1));
        bed.Send("power");
        bed.Send("play");

        bed.Crash(Player.Code(1, Player.Chart("Running")));

        Assert.Contains("Playing", bed.Info()!.ParkedReason, StringComparison.Ordinal);
        Assert.Equal("Playing & Loud", bed.Crash(Player.Code(1)).State);
    }

    [Fact]
    public void StartAsync_Argument_IsTheContext()
    {
        var bed = new TestBed<string>().Open(Player.Code(1));

        bed.Call(host => host.StartAsync(TestBed<string>.Key, new Player.Room { Volume = 40 }));
        bed.Send("power");
        bed.Crash();
        bed.Send("quiet");
        bed.Send("volume 2");

        Assert.EndsWith("volume 42", bed.Messages[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Snapshot_EventIsDeferred_Waits()
    {
        var bed = new TestBed<string>().Open(
            Player.Code(1), static options => options with { Machine = new() { Unmatched = Unmatched.Defer } });
        bed.Send("power");
        bed.Send("stop");
        bed.Send("play");
        Assert.Equal(["4 Event", "5 Event"], bed.Records()[^2..]);

        bed.Crash();
        bed.Send("quiet");

        Assert.Equal("Playing & Silent", bed.State);
        Assert.EndsWith("Checkpoint", bed.Records()[^1], StringComparison.Ordinal);
        Assert.Equal("Playing & Silent", bed.Crash().State);
    }

    [Fact]
    public void Snapshot_StatesOfAnEnumeration_AreStoredByName()
    {
        var chart = Statechart.Build<Lamp, string>(static chart =>
        {
            chart.Configure(Lamp.Dark).Permit("on", Lamp.Bright);
            chart.Configure(Lamp.Bright).Permit("off", Lamp.Dark);
        });
        var bed = new TestBed<string>().Open(DurableChart.Of(chart, Lamp.Dark, new() { InputsPerSnapshot = 1 }));

        bed.Send("on");

        Assert.Contains("\"Bright\"", System.Text.Encoding.UTF8.GetString(bed.StoredRecords()[^1].Payload.Span), StringComparison.Ordinal);
        Assert.Equal("Bright", bed.Crash().State);
    }

    [Fact]
    public void Of_UnknownState_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(static () => DurableChart.Of(Player.Chart(), "Nowhere"));

    private enum Lamp
    {
        Dark,
        Bright,
    }
}
