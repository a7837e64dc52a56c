using CoroFsm.Testing;

namespace SaxToBus.Tests;

/// <summary>The latest position of each vehicle.</summary>
public sealed class BoardTests
{
    private readonly SimulatedTime time = new();
    private readonly VehicleBoard board;

    public BoardTests() => board = new(time, TimeSpan.FromMinutes(5));

    [Fact]
    public void See_Unchanged_IsNoChange()
    {
        See("1", 41, 0);
        Assert.Equal("New 1", End());
        See("1", 41, 30);
        Assert.Equal("", End());
    }

    [Fact]
    public void See_Older_IsNotNews()
    {
        See("1", 41, 30);
        End();
        See("1", 42, 20);
        Assert.Equal("", End());
        Assert.Equal(41, board.EndRound().Vehicles.Single().Latitude);
    }

    [Fact]
    public void See_SameIdOfTwoOperators_AreTwo()
    {
        board.See(new("1", "22", "") { Operator = "A", Latitude = 41, Longitude = 2 });
        board.See(new("1", "22", "") { Operator = "B", Latitude = 52, Longitude = 0 });
        var round = board.EndRound();
        Assert.Equal((2, 2), (round.Vehicles.Length, round.Changes.Length));
        Assert.All(round.Vehicles, vehicle => Assert.Null(vehicle.Speed));
    }

    [Fact]
    public void See_TwiceInARound_IsOneChangeWithTheLast()
    {
        See("1", 41, 0);
        See("1", 42, 10);
        var round = board.EndRound();
        Assert.Equal((ChangeKind.New, 42), (Assert.Single(round.Changes).Kind, (int)round.Changes[0].Vehicle.Latitude!.Value));
    }

    [Fact]
    public void Speed_IsByTheClockOfTheFeed()
    {
        See("1", 41, 0);
        time.Advance(TimeSpan.FromSeconds(1));
        See("1", 41.01, 60);
        Assert.Equal(66.7, board.EndRound().Vehicles.Single().Speed!.Value, 0.1);       // 1,112 m in 60 s
    }

    [Fact]
    public void Stale_SameRecordAgain_IsNoNews()
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
    public void Stale_StillNamedWithItsOldTime_IsGoneOnce(bool isRepeated)
    {
        See("1", 41, 0);
        Assert.Equal("New 1", End());
        List<string> told = [];
        for (var minute = 0; minute < 20; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            if (isRepeated)
                board.Repeat();
            else
                See("1", 41, 0);
            told.Add(End());
            Assert.Equal(minute < 4 ? 1 : 0, board.EndRound().Vehicles.Length);
        }

        See("1", 41, 0);
        Assert.Equal("", End());
        Assert.Equal("Gone 1", string.Concat(told));
        See("1", 42, 1200);
        Assert.Equal("New 1", End());
    }

    [Fact]
    public void Stale_StillNamedWithTwoOldTimes_IsGoneOnce()
    {
        List<string> told = [];
        for (var minute = 0; minute < 30; minute++)
        {
            See("1", 41, 3600);
            See("1", 42, 0);
            told.Add(End());
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal("New 1Gone 1", string.Concat(told));
    }

    [Fact]
    public void Stale_NotNamedAnyMore_IsForgotten()
    {
        See("1", 41, 0);
        End();
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("Gone 1", End());
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("", End());
        See("1", 41, 0);
        Assert.Equal("New 1", End());
    }

    [Fact]
    public void Stale_TimeOfTheFeedWasWrong_IsNewAgain()
    {
        See("1", 41, 86400);
        End();
        List<string> told = [];
        for (var minute = 1; minute <= 6; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            See("1", 41, minute * 60);
            told.Add(End());
        }

        Assert.Equal(["", "", "", "", "Gone 1", "New 1"], told);
    }

    [Fact]
    public void See_WithoutPlaceOrName_IsCounted()
    {
        board.See(new("", "22", "") { Latitude = 1, Longitude = 1 });
        board.See(new("1", "22", ""));
        Assert.Equal(2, board.EndRound().Unplaced);
        Assert.Equal(0, board.EndRound().Unplaced);
    }

    [Fact]
    public void See_MoreThanThereIsRoomFor_IsCounted()
    {
        for (var i = 0; i <= VehicleBoard.MaxVehicles; i++)
            board.See(new($"{i}", "22", "") { Latitude = 1, Longitude = 1 });
        var round = board.EndRound();
        Assert.Equal((VehicleBoard.MaxVehicles, 1), (round.Vehicles.Length, round.Unplaced));
    }

    private void See(string id, double latitude, int second) =>
        board.See(new(id, "22", "") { Latitude = latitude, Longitude = -87, Recorded = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero).AddSeconds(second) });

    private string End() => string.Join(", ", board.EndRound().Changes.Select(change => $"{change.Kind} {change.Vehicle.Id}"));
}
