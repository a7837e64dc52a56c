using CoroFsm.Testing;

namespace CoroFsm.Tests.Pipelines;

/// <summary>Stages whose coroutine awaits .NET work between its items.</summary>
public sealed class AwaitingStageTests
{
    private static readonly MachineOptions Options = new() { Synchronized = true, Unmatched = Unmatched.Defer };

    private readonly Recording<string> sink = new();
    private readonly ControlledWork<string> look = new();

    [Fact]
    public void Await_ItemsArriveMeanwhile_AreHandledInOrderAndTheCompletionFollows()
    {
        using var stage = Stage.To<string, string>(sink, Enrich, Options);
        new[] { "a", "b" }.PushTo(stage);
        Assert.Empty(sink.Log);
        look.Complete("1");
        Assert.Equal("a1", sink.Text);
        look.Complete("2");
        Assert.Equal("a1 b2 |", sink.Text);
    }

    [Fact]
    public void Await_WorkFails_PassesTheFailureOn()
    {
        using var stage = Stage.To<string, string>(sink, Enrich, Options);
        stage.OnNext("a");
        look.Fail(Recording<string>.Bad);
        Assert.Equal("!bad", sink.Text);
        Assert.Throws<ArithmeticException>(() => stage.OnNext("b"));
    }

    [Fact]
    public void OnError_WhileWorkIsAwaited_CancelsItAndPassesTheFailureOn()
    {
        using var stage = Stage.To<string, string>(sink, Enrich, Options);
        stage.OnNext("a");
        stage.OnError(Recording<string>.Bad);
        Assert.True(look.Token.IsCancellationRequested);
        Assert.Equal("!bad", sink.Text);
    }

    [Fact]
    public void Await_BehindAThreadedStage_HandlesAllItems()
    {
        const int Items = 200;
        using var done = new ManualResetEventSlim();
        var completing = new Recording<string> { Then = item => { if (item == $"{Items - 1}!") done.Set(); } };
        using var stage = Stage.To<string, string>(
            completing,
            async (inbox, emit) =>
            {
                await foreach (var item in inbox)
                    emit(await inbox.Await(async _ =>
                    {
                        await Task.Yield();
                        return item + "!";
                    }));
            },
            Options);
        using (var threaded = Stage.Threaded(stage))
            Enumerable.Range(0, Items).Select(static i => $"{i}").PushTo(threaded);
        Assert.True(done.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.Equal(Enumerable.Range(0, Items).Select(static i => $"{i}!"), completing.Log.Take(Items));
    }

    private async Coroutine Enrich(Inbox<string> inbox, Action<string> emit)
    {
        await foreach (var item in inbox)
            emit(item + await inbox.Await(look.Start, "Looking"));
    }
}
