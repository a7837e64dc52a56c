namespace CoroFsm.Tests.Pipelines;

public sealed class FanInTests
{
    private readonly Recording<int> sink = new();

    [Fact]
    public void Completion_SeveralUpstreams_ArrivesOnceAfterLast()
    {
        var fan = Stage.FanIn(sink);
        var (a, b, c) = (fan.Input(), fan.Input(), fan.Input());
        a.OnNext(1);
        b.OnCompleted();
        a.OnNext(2);
        c.OnNext(3);
        c.OnCompleted();
        c.OnCompleted();        // a second completion does not count for another input
        Assert.Equal("1 2 3", sink.Text);
        a.OnCompleted();
        Assert.Equal("1 2 3 |", sink.Text);
    }

    [Fact]
    public void Sources_OneAfterTheOther_AreMerged()
    {
        var fan = Stage.FanIn(sink);
        var (a, b) = (fan.Input(), fan.Input());
        new[] { 1, 2 }.PushTo(a);
        new[] { 3 }.PushTo(b);
        Assert.Equal("1 2 3 |", sink.Text);
    }

    [Fact]
    public void Failure_First_IsForwardedAtOnceAndRestIsDropped()
    {
        var fan = Stage.FanIn(sink);
        var (a, b, c) = (fan.Input(), fan.Input(), fan.Input());
        a.OnNext(1);
        b.OnError(new IOException("first"));
        Assert.Equal("1 !first", sink.Text);
        a.OnNext(2);
        a.OnError(new IOException("second"));
        c.OnNext(3);
        c.OnCompleted();
        Assert.Equal("1 !first", sink.Text);
    }

    [Fact]
    public void Input_HasEnded_SendsNothingMore()
    {
        var fan = Stage.FanIn(sink);
        var (a, b) = (fan.Input(), fan.Input());
        a.OnCompleted();
        a.OnNext(1);
        a.OnError(new IOException("after the end"));
        b.OnNext(2);
        b.OnCompleted();
        Assert.Equal("2 |", sink.Text);
    }

    [Fact]
    public void Input_AddedWhileOthersHaveEnded_IsAccepted()
    {
        var fan = Stage.FanIn(sink);
        var (a, b) = (fan.Input(), fan.Input());
        a.OnCompleted();
        var c = fan.Input();
        b.OnCompleted();
        Assert.Equal("", sink.Text);
        c.OnCompleted();
        Assert.Equal("|", sink.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Input_AddedAfterCompletion_ThrowsWithFix(bool hasFailed)
    {
        var fan = Stage.FanIn(sink);
        var only = fan.Input();
        if (hasFailed)
            only.OnError(new IOException("lost"));
        else
            only.OnCompleted();
        Assert.Contains("before the first source runs", Assert.Throws<InvalidOperationException>(() => fan.Input()).Message);
    }

    [Fact]
    public void Diamond_LineMatchesTwoPatterns_IsPrintedTwiceAndSinkCompletesOnce()
    {
        var printer = new Recording<string>();
        var fan = Stage.FanIn(printer);
        string[] patterns = ["python", "ply", "swig"];
        string[] lines = ["python and swig", "nothing", "ply", "python"];
        lines.PushTo(Stage.Broadcast([.. patterns.Select(pattern => Stage.Filter(line => line.Contains(pattern), fan.Input()))]));
        Assert.Equal(["python and swig", "python and swig", "ply", "python", "|"], printer.Log);
    }

    [Fact]
    public void Target_ThrowsAndSenderHandles_FanInContinues()
    {
        var target = new Recording<int> { ThrowsAt = "1" };
        var fan = Stage.FanIn(target);
        var (a, b) = (fan.Input(), fan.Input());
        Assert.Same(Recording<int>.Bad, Record.Exception(() => a.OnNext(1)));
        b.OnNext(2);
        a.OnCompleted();
        b.OnCompleted();
        Assert.Equal("2 |", target.Text);
    }
}
