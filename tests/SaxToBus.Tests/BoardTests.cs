using CoroFsm.Testing;
using FsCheck.Xunit;

namespace SaxToBus.Tests;

/// <summary>The latest position of each vehicle.</summary>
public sealed class BoardTests
{
    private readonly SimulatedTime time = new(new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));
    private readonly VehicleBoard board;

    public BoardTests() => board = new(time, TimeSpan.FromMinutes(5));

    [Fact]
    public void See_UnchangedRecord_ReportsNoChange()
    {
        See("1", 41, 0);
        Assert.Equal("New 1", End());
        See("1", 41, 30);
        Assert.Equal("", End());
    }

    [Fact]
    public void See_OlderRecord_ReportsNoChange()
    {
        See("1", 41, 30);
        End();
        See("1", 42, 20);
        Assert.Equal("", End());
        Assert.Equal(41, board.EndRound().Vehicles.Single().Latitude);
    }

    [Fact]
    public void See_SameIdOfTwoOperators_AreTwoVehicles()
    {
        board.See(new("1", "22", "") { Operator = "A", Latitude = 41, Longitude = 2 });
        board.See(new("1", "22", "") { Operator = "B", Latitude = 52, Longitude = 0 });
        var round = board.EndRound();
        Assert.Equal((2, 2), (round.Vehicles.Length, round.Changes.Length));
        Assert.All(round.Vehicles, vehicle => Assert.Null(vehicle.Speed));
    }

    [Fact]
    public void See_TwiceInOneRound_ReportsOneChangeWithLastRecord()
    {
        See("1", 41, 0);
        See("1", 42, 10);
        var round = board.EndRound();
        Assert.Equal((ChangeKind.New, 42), (Assert.Single(round.Changes).Kind, (int)round.Changes[0].Vehicle.Latitude!.Value));
    }

    [Fact]
    public void Speed_UsesTheTimesOfTheFeed()
    {
        See("1", 41, 0);
        time.Advance(TimeSpan.FromSeconds(1));
        See("1", 41.01, 60);
        Assert.Equal(66.7, board.EndRound().Vehicles.Single().Speed!.Value, 0.1);       // 1,112 m in 60 s
    }

    [Fact]
    public void Stale_SameRecordAgain_ReportsNoChange()
    {
        See("1", 41, 0);
        End();
        time.Advance(TimeSpan.FromMinutes(3));
        See("1", 41, 0);
        Assert.Equal("", End());
        time.Advance(TimeSpan.FromMinutes(2));
        See("1", 41, 0);
        Assert.Equal("Gone 1", End());
        Assert.Empty(board.EndRound().Vehicles);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stale_StillListedWithOldTime_IsGoneOnce(bool isRepeated)
    {
        See("1", 41, 0);
        Assert.Equal("New 1", End());
        List<string> changes = [];
        for (var minute = 0; minute < 20; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            if (isRepeated)
                board.Repeat();
            else
                See("1", 41, 0);
            changes.Add(End());
            Assert.Equal(minute < 4 ? 1 : 0, board.EndRound().Vehicles.Length);
        }

        See("1", 41, 0);
        Assert.Equal("", End());
        Assert.Equal("Gone 1", string.Concat(changes));
        See("1", 42, 1200);
        Assert.Equal("New 1", End());
    }

    [Fact]
    public void Stale_StillListedWithTwoOldTimes_IsGoneOnce()
    {
        List<string> changes = [];
        for (var minute = 0; minute < 30; minute++)
        {
            See("1", 41, 3600);
            See("1", 42, 0);
            changes.Add(End());
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal("New 1Gone 1", string.Concat(changes));
    }

    [Fact]
    public void Stale_NoLongerListed_IsRemoved()
    {
        See("1", 41, 0);
        End();
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("Gone 1", End());
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("", End());
        See("1", 41, 0);
        Assert.Equal("", End());
        See("1", 41, 600);
        Assert.Equal("New 1", End());
    }

    [Fact]
    public void See_TimeFarInTheFuture_DoesNotHoldTheVehicle()
    {
        See("1", 41, 86400);
        Assert.Equal("", End());
        List<string> changes = [];
        for (var minute = 1; minute <= 6; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            See("1", 41, minute * 60);
            changes.Add(End());
        }

        Assert.Equal(["New 1", "", "", "", "", ""], changes);
    }

    [Theory]
    [InlineData(-86_400, "left out: 1 record recorded more than 5 min ago, the latest at 2026-01-04T08:00:00Z")]
    [InlineData(-300, "left out: 1 record recorded more than 5 min ago, the latest at 2026-01-05T07:55:00Z")]
    [InlineData(301, "left out: 1 record with a time more than 5 min in the future")]
    [InlineData(int.MaxValue, "left out: 1 record with a time more than 5 min in the future")]
    public void See_TimeOutOfRange_IsOmittedAndCounted(int second, string warning)
    {
        See("1", 41, second);
        var round = board.EndRound();
        Assert.Empty(round.Vehicles);
        Assert.Empty(round.Changes);
        Assert.StartsWith($"feed: {warning}", Assert.Single(round.Warnings("feed", TimeSpan.FromMinutes(5))).Line);
        Assert.Empty(board.EndRound().Warnings("feed", TimeSpan.FromMinutes(5)));
    }

    [Theory]
    [InlineData(-299)]
    [InlineData(300)]
    public void See_TimeWithinRange_IsOnTheBoard(int second)
    {
        See("1", 41, second);
        Assert.Equal("New 1", End());
    }

    [Fact]
    public void Stale_RecordedEarlier_CountsFromRecordedTime()
    {
        See("1", 41, -240);
        Assert.Equal("New 1", End());
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("", End());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Gone 1", End());
        See("1", 41, -240);
        Assert.Equal("", End());
    }

    [Fact]
    public void Stale_NoLimit_KeepsPastTimesAndRejectsFutureOnes()
    {
        var all = new VehicleBoard(time, TimeSpan.MaxValue);
        all.See(new("1", "22", "") { Latitude = 1, Longitude = 2, Recorded = DateTimeOffset.MinValue });
        all.See(new("2", "22", "") { Latitude = 1, Longitude = 2, Recorded = DateTimeOffset.MaxValue });
        all.See(new("3", "22", "") { Latitude = 1, Longitude = 2 });
        all.See(new("4", "22", "") { Latitude = 1, Longitude = 2, Recorded = time.GetUtcNow() + VehicleBoard.MaxAhead });
        time.Advance(TimeSpan.FromDays(1000));
        var round = all.EndRound();
        Assert.Equal(["1", "3", "4"], round.Vehicles.Select(vehicle => vehicle.Id).Order());
        Assert.Contains(
            "1 record with a time more than 5 min in the future", Assert.Single(round.Warnings("feed", TimeSpan.MaxValue)).Line);
    }

    [Fact]
    public void See_MovesWhileItsTimeStandsStill_IsCounted()
    {
        See("1", 41, 0);
        End();
        See("1", 42, 0);
        See("2", 42, 0);
        var round = board.EndRound();
        Assert.Equal(
            "feed: left out: 1 record with a new position and the time of the last one; the time stamps of the feed do not change",
            Assert.Single(round.Warnings("feed", default)).Line);
        Assert.Equal(41, round.Vehicles.Single(vehicle => vehicle.Id == "1").Latitude);
        See("1", 41, 0);
        Assert.Empty(board.EndRound().Warnings("feed", default));
    }

    [Property]
    public void Board_AnyRecords_EqualsTheModel((byte Id, short Second, byte Latitude)[] records)
    {
        Dictionary<string, (int Recorded, int Latitude)> model = [];
        var clock = new SimulatedTime(new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));
        var simulated = new VehicleBoard(clock, TimeSpan.FromMinutes(5));
        var now = 0;
        foreach (var (id, second, latitude) in records)
        {
            var (name, recorded) = ($"{id % 4}", now + second % 600);
            simulated.See(new(name, "22", "")
            {
                Latitude = latitude % 90,
                Longitude = 0,
                Recorded = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero).AddSeconds(recorded),
            });
            if (now - recorded < 300 && recorded - now <= 300 && !(model.TryGetValue(name, out var known) && recorded <= known.Recorded))
                model[name] = (recorded, latitude % 90);
            clock.Advance(TimeSpan.FromSeconds(latitude));
            now += latitude;
            foreach (var gone in model.Where(entry => now - entry.Value.Recorded >= 300).ToArray())
                model.Remove(gone.Key);
            Assert.Equal(
                model.Select(entry => (entry.Key, (double?)entry.Value.Latitude)).Order(),
                simulated.EndRound().Vehicles.Select(vehicle => (vehicle.Id, vehicle.Latitude)).Order());
        }
    }

    [Fact]
    public void See_WithoutPositionOrName_IsCounted()
    {
        board.See(new("", "22", "") { Latitude = 1, Longitude = 1 });
        board.See(new("1", "22", ""));
        Assert.Equal(2, board.EndRound().Unplaced);
        Assert.Equal(0, board.EndRound().Unplaced);
    }

    [Fact]
    public void See_BeyondCapacity_IsCounted()
    {
        for (var i = 0; i <= VehicleBoard.MaxVehicles; i++)
            board.See(new($"{i}", "22", "") { Latitude = 1, Longitude = 1 });
        var round = board.EndRound();
        Assert.Equal((VehicleBoard.MaxVehicles, 1), (round.Vehicles.Length, round.Unplaced));
    }

    private void See(string id, double latitude, int second) =>
        board.See(new(id, "22", "")
        {
            Latitude = latitude,
            Longitude = -87,
            Recorded = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero).AddSeconds(second),
        });

    private string End() => string.Join(", ", board.EndRound().Changes.Select(change => $"{change.Kind} {change.Vehicle.Id}"));
}
