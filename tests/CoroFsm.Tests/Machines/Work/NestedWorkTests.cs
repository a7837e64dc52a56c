namespace CoroFsm.Tests.Machines.Work;

/// <summary>Work that is started or cancelled by the function, or by the token, of other work.</summary>
public sealed class NestedWorkTests
{
    private static readonly MachineOptions Synchronized = new() { Synchronized = true, Name = "page" };

    private readonly List<string> log = [];

    [Fact]
    public void Await_InsideTheFunctionOfOtherWork_ThrowsWithFixAtTheAwait()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                var error = await Catch(inbox, _ => Nested(inbox));
                log.Add(error);
                log.Add(await inbox.Receive());
            },
            Synchronized);
        Assert.Contains("page", log[0]);
        Assert.Contains("Await the other work in the coroutine", log[0]);
        machine.Send("a");
        Assert.Equal("a", log[1]);

        async Task Nested(Inbox<string> inbox) => await inbox.Await(_ => Task.CompletedTask);
    }

    [Fact]
    public void Await_InsideTheFunctionThatCatches_LeavesTheOuterWorkAlone()
    {
        TaskCompletionSource work = new();
        CancellationToken token = default;
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Await(Outer, "Outer");
                log.Add("ended");
                await inbox.Receive();

                Task Outer(CancellationToken cancellationToken)
                {
                    token = cancellationToken;
                    Assert.Throws<InvalidOperationException>(() => inbox.Await(_ => Task.CompletedTask, "Inner"));
                    return work.Task;
                }
            },
            Synchronized);
        Assert.EndsWith("Outer", machine.State);
        Assert.False(token.IsCancellationRequested);
        work.SetResult();
        Assert.Equal(["ended"], log);
    }

    [Fact]
    public void Invoke_InsideTheFunctionOfAwaitedWork_SendsItsEvent()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Await(
                    _ =>
                    {
                        inbox.Invoke(_ => Task.FromResult(7), done: static r => $"done {r}");
                        return Task.CompletedTask;
                    });
                log.Add(await inbox.Receive());
                await inbox.Receive();
            },
            Synchronized);
        Assert.Equal(["done 7"], log);
    }

    [Fact]
    public void Dispose_TokenInvokesWork_ThrowsAndCancelsTheOtherWork()
    {
        var machine = Machine.Start<string>(
            async inbox =>
            {
                inbox.Invoke(token => Pending("a", token), done: static _ => "a");
                inbox.Invoke(
                    token =>
                    {
                        token.Register(() => inbox.Invoke(late => Pending("late", late), done: static _ => "late"));
                        return Pending("b", token);
                    },
                    done: static _ => "b");
                inbox.Invoke(token => Pending("c", token), done: static _ => "c");
                await inbox.Receive();
            },
            Synchronized);
        var error = Assert.Throws<AggregateException>(machine.Dispose);
        Assert.IsType<MachineEndedException>(Assert.Single(error.InnerExceptions));
        Assert.Equal(["a", "b", "c"], log.Order());
        Assert.True(machine.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void Dispose_TokenDisposesOfOtherScopes_CancelsEachOnce()
    {
        var machine = Machine.Start<string>(
            async inbox =>
            {
                List<WorkScope<string>> scopes = [];
                foreach (var name in (string[])["a", "b", "c"])
                {
                    scopes.Add(inbox.Invoke(
                        token =>
                        {
                            token.Register(() => scopes.ForEach(static scope => scope.Dispose()));
                            return Pending(name, token);
                        },
                        done: _ => name));
                }

                await inbox.Receive();
            },
            Synchronized);
        machine.Dispose();
        Assert.Equal(["a", "b", "c"], log.Order());
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    private static async Coroutine<string> Catch(Inbox<string> inbox, Func<CancellationToken, Task> work)
    {
        try
        {
            await inbox.Await(work);
            return "";
        }
        catch (InvalidOperationException error)
        {
            return error.Message;
        }
    }

    private Task<int> Pending(string name, CancellationToken cancellationToken)
    {
        cancellationToken.Register(() => log.Add(name));
        return new TaskCompletionSource<int>().Task;
    }
}
