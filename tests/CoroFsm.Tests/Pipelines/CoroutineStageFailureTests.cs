namespace CoroFsm.Tests.Pipelines;

/// <summary>Failure and close of a coroutine stage.</summary>
public sealed class CoroutineStageFailureTests
{
    private static readonly IOException Lost = new("lost");

    private readonly Recording<string> sink = new();

    [Fact]
    public void Coroutine_ReturnedEarlyAndSourceFails_TargetIsNotNotified()
    {
        using var stage = Stage.To<string, string>(sink, static async (inbox, emit) => emit(await inbox.Receive()));
        Assert.Same(Lost, Record.Exception(() => new[] { "a", "b" }.Concat(Failing()).PushTo(stage)));
        Assert.Equal("a |", sink.Text);
    }

    [Fact]
    public void Coroutine_Throws_NotifiesTargetThenThrowsToSender()
    {
        List<string> log = [];
        using var stage = Stage.To<string, string>(new Recording<string>(log), static async (inbox, _) =>
        {
            await inbox.Receive();
            throw Lost;
        });
        try
        {
            stage.OnNext("a");
        }
        catch (IOException error)
        {
            Assert.Same(Lost, error);
            log.Add("sender");
        }

        Assert.Equal(["!lost", "sender"], log);
        Assert.Same(Lost, stage.Machine.Fault);
        Assert.Same(Lost, Record.Exception(() => stage.OnNext("b")));
        stage.OnError(new IOException("from the source"));
        stage.OnCompleted();
        Assert.Equal(["!lost", "sender"], log);
    }

    [Fact]
    public void Coroutine_ThrowsAtEndOfInput_NotifiesTargetAndThrows()
    {
        using var stage = Stage.To<string, string>(sink, static async (inbox, emit) =>
        {
            await foreach (var item in inbox)
                emit(item);
            throw Lost;
        });
        stage.OnNext("a");
        Assert.Same(Lost, Record.Exception(stage.OnCompleted));
        Assert.Equal("a !lost", sink.Text);
    }

    [Fact]
    public void Coroutine_FailsBeforeFirstWait_NotifiesTargetAndThrowsToCreator()
    {
        Assert.Same(Lost, Record.Exception(() => Stage.To<string, string>(sink, static async (inbox, emit) =>
        {
            emit("a");
            if (!inbox.IsCompleted)
                throw Lost;
            await inbox.Receive();
        })));
        Assert.Equal("a !lost", sink.Text);
    }

    [Fact]
    public void Coroutine_ThrowsAndTargetThrowsInOnError_ThrowsBoth()
    {
        var second = new IOException("disk full");
        var failing = new Recording<string> { ErrorAtFailure = second };
        using var stage = Stage.To<string, string>(failing, static async (inbox, _) =>
        {
            await inbox.Receive();
            throw Lost;
        });
        Assert.Equal([Lost, second], Assert.Throws<AggregateException>(() => stage.OnNext("a")).InnerExceptions);
    }

    [Fact]
    public void Coroutine_HandlesErrorOfTarget_Continues()
    {
        var failing = new Recording<string> { ThrowsAt = "b" };
        using var stage = Stage.To<string, string>(failing, static async (inbox, emit) =>
        {
            await foreach (var item in inbox)
            {
                try
                {
                    emit(item);
                }
                catch (ArithmeticException)
                {
                    emit("instead of " + item);
                }
            }
        });
        new[] { "a", "b", "c" }.PushTo(stage);
        Assert.Equal(["a", "instead of b", "c", "|"], failing.Log);
    }

    [Fact]
    public void SourceFailure_RaisedAtWait_CleanUpEmitsAndErrorIsForwarded()
    {
        using var stage = Stage.To<string, string>(sink, static async (inbox, emit) =>
        {
            try
            {
                await foreach (var item in inbox)
                    emit(item);
            }
            finally
            {
                emit("closed");
            }
        });
        Assert.Same(Lost, Record.Exception(() => new[] { "a" }.Concat(Failing()).PushTo(stage)));
        Assert.Equal("a closed !lost", sink.Text);
        Assert.Same(Lost, Assert.Single(sink.Failures));
    }

    [Fact]
    public void SourceFailure_Handled_StageCompletes()
    {
        using var stage = Stage.To<string, string>(sink, static async (inbox, emit) =>
        {
            try
            {
                await foreach (var item in inbox)
                    emit(item);
            }
            catch (IOException error)
            {
                emit("but: " + error.Message);
            }
        });
        Assert.Same(Lost, Record.Exception(() => new[] { "a" }.Concat(Failing()).PushTo(stage)));
        Assert.Equal(["a", "but: lost", "|"], sink.Log);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SourceFailure_HandledAndWaitsAgain_InputHasEnded(bool enumerates)
    {
        using var stage = Stage.To<string, string>(sink, async (inbox, emit) =>
        {
            while (true)
            {
                try
                {
                    if (enumerates)
                    {
                        await foreach (var item in inbox)
                            emit(item);
                        return;
                    }

                    emit(await inbox.Receive());
                }
                catch (IOException error)
                {
                    emit(error.Message);
                }
            }
        });
        stage.OnNext("a");
        stage.OnError(Lost);
        Assert.Equal("a lost |", sink.Text);
        Assert.Equal(MachineStatus.Completed, stage.Machine.Status);
    }

    [Fact]
    public void SourceFailure_ReplacedByAnother_TargetReceivesNewAndSourceThrowsBoth()
    {
        var other = new InvalidOperationException("better said");
        using var stage = Stage.To<string, string>(sink, async (inbox, _) =>
        {
            try
            {
                await inbox.Receive();
            }
            catch (IOException)
            {
                throw other;
            }
        });
        Assert.Equal([Lost, other], Assert.Throws<AggregateException>(() => Failing().PushTo(stage)).InnerExceptions);
        Assert.Equal("!better said", sink.Text);
    }

    [Fact]
    public void Dispose_BeforeCompletion_RunsFinallyBlocksAndNotifiesTarget()
    {
        var stage = Stage.To<string, string>(sink, static async (inbox, emit) =>
        {
            try
            {
                await foreach (var item in inbox)
                    emit(item);
            }
            finally
            {
                emit("closed");
            }
        });
        stage.OnNext("a");
        stage.Dispose();
        Assert.Equal(["a", "closed"], sink.Log[..2]);
        Assert.IsType<CoroutineClosedException>(Assert.Single(sink.Failures));
        Assert.Equal(MachineStatus.Closed, stage.Machine.Status);
        stage.Dispose();
        stage.OnCompleted();
        Assert.Equal(3, sink.Log.Count);
        Assert.Throws<MachineEndedException>(() => stage.OnNext("b"));
    }

    [Fact]
    public void Dispose_AfterCompletion_NotifiesNothing()
    {
        using (var stage = Stage.To<string, string>(sink, CoroutineStageTests.Echo))
            new[] { "a" }.PushTo(stage);
        using (var early = Stage.To<string, string>(sink, static async (inbox, _) => await inbox.Receive()))
            early.OnNext("b");
        Assert.Equal("a | |", sink.Text);
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("fail")]
    [InlineData("close")]
    public void Coroutine_IgnoresClose_IsAbandonedAndNotifiesTarget(string way)
    {
        var stage = Stage.To<string, string>(sink, static async (inbox, _) =>
        {
            while (true)
            {
                try
                {
                    await inbox.Receive();
                }
                catch (Exception)
                {
                    // It does what is not allowed.
                }
            }
        });
        var error = Assert.Throws<InvalidOperationException>(() =>
        {
            if (way == "complete")
                stage.OnCompleted();
            else if (way == "fail")
                stage.OnError(Lost);
            else
                stage.Dispose();
        });
        Assert.Contains("was abandoned", error.Message);
        Assert.Same(error, Assert.Single(sink.Failures));
        stage.Dispose();
        stage.OnError(Lost);
        Assert.Single(sink.Log);
    }

    private static IEnumerable<string> Failing() => Sequences.Failing(0, Lost).Select(i => $"{i}");
}
