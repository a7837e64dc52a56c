using CoroFsm.Testing;

namespace CoroFsm.Tests.Pipelines;

public sealed class CoroutineStageTests
{
    private readonly Recording<string> sink = new();

    [Fact]
    public void Receive_EndOfInput_EndsNormally()
    {
        using var stage = Stage.To<string, string>(sink, static async (inbox, emit) =>
        {
            while (true)
                emit(await inbox.Receive() + await inbox.Receive());
        });
        new[] { "a", "b", "c" }.PushTo(stage);
        Assert.Equal("ab |", sink.Text);
        Assert.Equal(MachineStatus.Completed, stage.Machine.Status);
    }

    [Fact]
    public void Items_EmittedAfterTheEndOfInput_AreDeliveredBeforeTheCompletion()
    {
        using var stage = Stage.To<string, string>(sink, static async (inbox, emit) =>
        {
            var count = 0;
            try
            {
                await foreach (var _ in inbox)
                    count++;
                emit($"{count} lines");
            }
            finally
            {
                emit("bye");
            }
        });
        new[] { "a", "b", "c" }.PushTo(stage);
        Assert.Equal(["3 lines", "bye", "|"], sink.Log);
    }

    [Fact]
    public void Items_EmittedBeforeTheFirstWait_AreDelivered()
    {
        using var stage = Stage.To<string, string>(sink, static async (inbox, emit) =>
        {
            emit("header");
            await foreach (var item in inbox)
                emit(item);
        });
        Assert.Equal("header", sink.Text);
    }

    [Fact]
    public void Coroutine_ReturnsEarly_CompletesAtOnceAndDropsRest()
    {
        using var stage = Stage.To<string, string>(sink, static async (inbox, emit) => emit(await inbox.Receive()));
        stage.OnNext("a");
        Assert.Equal("a |", sink.Text);
        stage.OnNext("b");
        stage.OnNext("c");
        stage.OnCompleted();
        Assert.Equal("a |", sink.Text);
        Assert.Equal(MachineStatus.Completed, stage.Machine.Status);
    }

    [Fact]
    public void Coroutine_ReturnsBeforeItsFirstWait_CompletesAtOnce()
    {
        using var stage = Stage.To<string, string>(sink, static (_, _) => Coroutine.Completed);
        Assert.Equal("|", sink.Text);
        stage.OnNext("a");
        stage.OnCompleted();
        Assert.Equal("|", sink.Text);
    }

    [Fact]
    public void State_WhileWaiting_IsTheWaitingMethod()
    {
        using var stage = Stage.To<string, string>(sink, Session);
        Assert.Equal("Session/Header", stage.Machine.State);
        stage.OnNext("h");
        Assert.Equal("Session/Body", stage.Machine.State);
        stage.OnNext("b");
        Assert.Equal("Session/reading", stage.Machine.State);
        Assert.Equal("Session", stage.Name);
        Assert.Equal("CoroutineStageTests.Session", stage.Machine.Name);
        Assert.Equal("h b", sink.Text);
    }

    [Fact]
    public void Name_SetInOptions_IsTheStagesName()
    {
        using var stage = Stage.To<string, string>(sink, Echo, new() { Name = "grep" });
        Assert.Equal("grep", stage.Name);
        Assert.Equal("grep", stage.Machine.Name);
    }

    [Fact]
    public void Options_UnmatchedPolicy_IsKept()
    {
        using var strict = Stage.To<string, string>(sink, ExpectA);
        Assert.Throws<UnexpectedEventException>(() => strict.OnNext("b"));
        strict.OnNext("a");
        using var tolerant = Stage.To<string, string>(sink, ExpectA, new() { Unmatched = Unmatched.Ignore });
        tolerant.OnNext("b");
        tolerant.OnNext("a");
        using var deferring = Stage.To<string, string>(sink, ExpectA, new() { Unmatched = Unmatched.Defer });
        deferring.OnNext("b");
        deferring.OnNext("a");      // the coroutine returns: deferred items are dropped
        Assert.Equal("a | a | a |", sink.Text);
    }

    [Fact]
    public void Options_Clock_TimeoutEmitsFromItsOwnTurn()
    {
        var time = new SimulatedTime();
        using var stage = Stage.To<string, string>(
            sink,
            static async (inbox, emit) =>
            {
                while (true)
                {
                    var received = await inbox.Receive(TimeSpan.FromSeconds(1));
                    emit(received.Event ?? "silence");
                }
            },
            new() { TimeProvider = time });
        stage.OnNext("a");
        time.Advance(TimeSpan.FromSeconds(1));
        stage.OnNext("b");
        stage.OnCompleted();
        Assert.Equal("a silence b |", sink.Text);
    }

    [Fact]
    public void Post_ToItself_IsHandledAfterTheCurrentItem()
    {
        using var stage = Stage.To<string, string>(sink, static async (inbox, emit) =>
        {
            await foreach (var item in inbox)
            {
                if (item.Length > 1)
                    inbox.Post(item[1..]);
                emit(item);
            }
        });
        new[] { "abc", "x" }.PushTo(stage);
        Assert.Equal("abc bc c x |", sink.Text);
    }

    [Fact]
    public void Item_Borrowed_IsValidWithinTheCall()
    {
        List<int> lengths = [];
        using var stage = Stage.To<ByteChunk, int>(Sink.To(lengths), static async (inbox, emit) =>
        {
            await foreach (var chunk in inbox)
                emit(chunk.Length);
        });
        stage.OnNext(new byte[3]);
        Assert.Equal([3], lengths);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Items_FromTwoThreadsAtOnce_SecondIsRefused(bool checksThread)
    {
        using var inside = new ManualResetEventSlim();
        using var open = new ManualResetEventSlim();
        var token = TestContext.Current.CancellationToken;
        var gate = new Recording<string>
        {
            Then = _ =>
            {
                inside.Set();
                open.Wait(token);
            },
        };
        using var stage = Stage.To<string, string>(gate, Echo, new() { Name = "echo", ChecksThread = checksThread });
        var first = new Thread(() => stage.OnNext("a"));
        first.Start();
        inside.Wait(token);
        var message = Assert.Throws<PipelineCycleException>(() => stage.OnNext("b")).Message;
        open.Set();
        first.Join();
        Assert.Contains("echo", message);
        Assert.Contains("two threads", message);
        Assert.Equal("a", gate.Text);
    }

    [Fact]
    public void Items_FromManyThreadsIntoSynchronizedStage_AllArrive()
    {
        const int Threads = 4;
        const int Items = 2_000;
        List<int> received = [];
        using var stage = Stage.To<int, int>(
            Sink.To(received),
            static async (inbox, emit) =>
            {
                await foreach (var item in inbox)
                    emit(item);
            },
            new() { Synchronized = true });
        var threads = Enumerable.Range(0, Threads).Select(t => new Thread(() =>
        {
            for (var i = 0; i < Items; i++)
                stage.OnNext((t * Items) + i);
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.Equal(Enumerable.Range(0, Threads * Items), received.Order());
    }

    internal static async Coroutine Echo(Inbox<string> inbox, Action<string> emit)
    {
        await foreach (var item in inbox)
            emit(item);
    }

    private static async Coroutine ExpectA(Inbox<string> inbox, Action<string> emit)
    {
        await inbox.Expect("a");
        emit("a");
    }

    private static async Coroutine Session(Inbox<string> inbox, Action<string> emit)
    {
        emit(await Header(inbox));
        emit(await Body(inbox));
        while (true)
            emit(await inbox.Receive("reading"));
    }

    private static async Coroutine<string> Header(Inbox<string> inbox) => await inbox.Receive();

    private static async Coroutine<string> Body(Inbox<string> inbox) => await inbox.Receive();
}
