using CoroFsm.CompilerServices;
using CoroFsm.Testing;

namespace CoroFsm.Tests.Machines.Work;

/// <summary>What <c>inbox.Await</c> does with work that ends, fails, or is left.</summary>
public sealed class AwaitTests
{
    private static readonly MachineOptions Synchronized = new() { Synchronized = true, Name = "order" };

    private readonly List<string> log = [];
    private readonly TaskCompletionSource<int> work = new();
    private CancellationToken token;

    public static TheoryData<string> Forms => [.. AwaitForms.All.Keys];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Await_WorkEndsLater_ContinuesWithResult(string form)
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                log.Add($"{await AwaitForms.All[form](inbox, Begin)}");
                log.Add(await inbox.Receive());
            },
            Synchronized);
        Assert.Empty(log);
        work.SetResult(7);
        machine.Send("a");
        Assert.Equal(["7", "a"], log);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Await_WorkIsComplete_TakesNoTurn(string form)
    {
        work.SetResult(7);
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                log.Add($"{await AwaitForms.All[form](inbox, Begin)}");
                log.Add(await inbox.Receive());
            },
            Synchronized);
        Assert.Equal(["7"], log);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Await_WorkFails_ThrowsItsExceptionWithItsStack(string form)
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                try
                {
                    await AwaitForms.All[form](inbox, async token => await Fail(await Begin(token)));
                }
                catch (ArithmeticException error)
                {
                    log.Add(error.StackTrace!);
                }

                await inbox.Receive();
            },
            Synchronized);
        work.SetResult(7);
        Assert.Contains(nameof(Fail), Assert.Single(log));

        static Task<int> Fail(int value) => throw new ArithmeticException($"{value}");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Await_WorkThrowsAtOnce_ThrowsAtTheAwait(string form)
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                try
                {
                    await AwaitForms.All[form](inbox, static _ => throw new ArithmeticException());
                }
                catch (ArithmeticException)
                {
                    log.Add("caught");
                }

                await inbox.Receive();
            },
            Synchronized);
        Assert.Equal(["caught"], log);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Await_WorkIsCancelled_ThrowsOperationCanceled(string form)
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                try
                {
                    await AwaitForms.All[form](inbox, Begin);
                }
                catch (OperationCanceledException error) when (error is not CoroutineClosedException)
                {
                    log.Add("cancelled");
                }

                await inbox.Receive();
            },
            Synchronized);
        work.SetCanceled(TestContext.Current.CancellationToken);
        Assert.Equal(["cancelled"], log);
        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public void Await_UncaughtFailure_FaultsTheMachine()
    {
        var machine = Machine.Start<string>(async inbox => log.Add($"{await inbox.Await(Begin)}"), Synchronized);
        work.SetException(new ArithmeticException());
        Assert.IsType<ArithmeticException>(machine.Fault);
        Assert.IsType<ArithmeticException>(Assert.Throws<MachineEndedException>(() => machine.Send("a")).InnerException);
    }

    [Fact]
    public void Await_NullTask_ThrowsWithFix()
    {
        Task? none = null;
        var error = Assert.Throws<InvalidOperationException>(
            () => Machine.Start<string>(async inbox => await inbox.Await(_ => none!), Synchronized));
        Assert.Contains("Return a task", error.Message);
    }

    [Fact]
    public void Await_NullWork_Throws() => Assert.Throws<ArgumentNullException>(
        () => Machine.Start<string>(async inbox => await inbox.Await((Func<CancellationToken, Task>)null!), Synchronized));

    [Fact]
    public void State_WhileWorkIsAwaited_IsThatOfTheCall()
    {
        using var machine = Machine.Start<string>(Order, Synchronized);
        Assert.Equal("Order/Pay/Charging", machine.State);
        Assert.StartsWith("AwaitTests.cs:", machine.Position);
        work.SetResult(7);
        Assert.Equal("Order/Paid", machine.State);

        async Coroutine Order(Inbox<string> inbox)
        {
            await Pay(inbox);
            await inbox.Receive("Paid");
        }

        async Coroutine Pay(Inbox<string> inbox) => await inbox.Await(Begin, "Charging");
    }

    [Fact]
    public void State_Unnamed_IsTheMethod()
    {
        using var machine = Machine.Start<string>(Charging, Synchronized);
        Assert.Equal("Charging", machine.State);

        async Coroutine Charging(Inbox<string> inbox) => await inbox.Await(Begin);
    }

    [Fact]
    public void Send_WhileWorkIsAwaited_FollowsThePolicyOfTheMachine()
    {
        using var machine = Machine.Start<string>(async inbox => log.Add($"{await inbox.Await(Begin, "Charging")}"), Synchronized);
        var error = Assert.Throws<UnexpectedEventException>(() => machine.Send("a"));
        Assert.Contains("Charging", error.Message);
        work.SetResult(7);
        Assert.Equal(["7"], log);
    }

    [Theory]
    [InlineData(Unmatched.Defer, "7,a,b")]
    [InlineData(Unmatched.Ignore, "7,b")]
    public void Send_WhileWorkIsAwaited_FollowsThePolicyOfTheCall(Unmatched unmatched, string expected)
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                log.Add($"{await inbox.Await(Begin, unmatched: unmatched)}");
                await foreach (var e in inbox)
                    log.Add(e);
            },
            Synchronized);
        machine.Send("a");
        work.SetResult(7);
        machine.Send("b");
        Assert.Equal(expected, string.Join(',', log));
    }

    [Fact]
    public void Send_AfterAwaitWithItsOwnPolicy_FollowsThatOfTheMachineAgain()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Await(Begin, unmatched: Unmatched.Defer);
                await inbox.Expect("b");
            },
            Synchronized);
        work.SetResult(7);
        Assert.Throws<UnexpectedEventException>(() => machine.Send("a"));
    }

    [Fact]
    public void Handle_WhileWorkIsAwaited_GetsTheEvent()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                using var status = inbox.Handle<string>(log.Add);
                log.Add($"{await inbox.Await(Begin)}");
                await inbox.Receive();
            },
            Synchronized);
        machine.Send("a");
        work.SetResult(7);
        Assert.Equal(["a", "7"], log);
        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public void Until_WhileWorkIsAwaited_LeavesItAndCancelsItsToken()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                var end = await inbox.Until(static e => e == "cancel").Run(Pay(inbox));
                log.Add($"{end.By}");
                log.Add(await inbox.Receive());
            },
            Synchronized);
        machine.Send("cancel");
        Assert.True(token.IsCancellationRequested);
        work.SetResult(7);
        machine.Send("a");
        Assert.Equal(["left", "cancel", "a"], log);
    }

    [Fact]
    public void Within_WhileWorkIsAwaited_LeavesItAndCancelsItsToken()
    {
        var time = new SimulatedTime();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                var end = await inbox.Within(TimeSpan.FromSeconds(5)).Run(Pay(inbox));
                log.Add(end.IsInterrupted ? "too late" : "in time");
                await inbox.Receive();
            },
            new() { TimeProvider = time });
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(token.IsCancellationRequested);
        work.SetResult(7);
        Assert.Equal(["left", "too late"], log);
    }

    [Fact]
    public void Await_SimulatedDelay_EndsOnTheSimulatedClock()
    {
        var time = new SimulatedTime();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Await(token => Task.Delay(TimeSpan.FromMinutes(1), time, token), "Resting");
                log.Add($"{time.Elapsed:m\\:ss}");
                await inbox.Receive();
            },
            new() { TimeProvider = time });
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(log);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(["1:00"], log);
    }

    [Fact]
    public void SetStateTimer_StateOfTheWorkIsLeft_IsCancelled()
    {
        var time = new SimulatedTime();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                using var late = inbox.Handle(static e => e == "late", log.Add);
                inbox.SetStateTimer(TimeSpan.FromSeconds(5), "late");
                log.Add($"{await inbox.Await(Begin, "Charging")}");
                await inbox.Receive(static _ => false, "Paid");
            },
            new() { TimeProvider = time });
        work.SetResult(7);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["7"], log);
    }

    [Fact]
    public void SetStateTimer_WorkTakesLonger_IsReceivedMeanwhile()
    {
        var time = new SimulatedTime();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                using var late = inbox.Handle(static e => e == "late", log.Add);
                inbox.SetStateTimer(TimeSpan.FromSeconds(5), "late");
                log.Add($"{await inbox.Await(Begin, "Charging")}");
                await inbox.Receive();
            },
            new() { TimeProvider = time });
        time.Advance(TimeSpan.FromSeconds(10));
        work.SetResult(7);
        Assert.Equal(["late", "7"], log);
    }

    [Fact]
    public void Dispose_WhileWorkIsAwaited_CancelsItsToken()
    {
        var machine = Machine.Start<string>(Pay, Synchronized);
        machine.Dispose();
        Assert.True(token.IsCancellationRequested);
        Assert.Equal(["left"], log);
        work.SetResult(7);
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    [Fact]
    public void Dispose_CoroutineWithoutHandlers_CancelsItsToken()
    {
        var machine = Machine.Start<string>(async inbox => await inbox.Await(Begin), Synchronized);
        machine.Dispose();
        Assert.True(token.IsCancellationRequested);
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    [Fact]
    public void Throw_WhileWorkIsAwaited_LeavesItAndCancelsItsToken()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                try
                {
                    await inbox.Await(Begin);
                }
                catch (TimeoutException)
                {
                    log.Add($"thrown, {(token.IsCancellationRequested ? "cancelled" : "not cancelled")}");
                }

                log.Add(await inbox.Receive());
            },
            Synchronized);
        machine.Throw(new TimeoutException());
        work.SetResult(7);
        machine.Send("a");
        Assert.Equal(["thrown, cancelled", "a"], log);
    }

    [Fact]
    public void Complete_WhileWorkIsAwaited_EndsTheInputAfterTheWork()
    {
        var machine = Machine.Start<string>(
            async inbox =>
            {
                log.Add($"{await inbox.Await(Begin)}");
                await foreach (var e in inbox)
                    log.Add(e);
                log.Add("end");
            },
            Synchronized);
        machine.Complete();
        Assert.Empty(log);
        Assert.False(token.IsCancellationRequested);
        work.SetResult(7);
        Assert.Equal(["7", "end"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void Await_AfterTheEndOfTheInput_WaitsForTheWork()
    {
        var machine = Machine.Start<string>(
            async inbox =>
            {
                await foreach (var e in inbox)
                    log.Add(e);
                log.Add($"{await inbox.Await(Begin)}");
                await foreach (var e in inbox)
                    log.Add(e);
                await inbox.Receive();
            },
            Synchronized);
        machine.Complete();
        Assert.Equal(MachineStatus.Waiting, machine.Status);
        work.SetResult(7);
        Assert.Equal(["7"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void Await_InFinallyDuringClose_ThrowsBeforeTheWorkStarts()
    {
        var machine = Machine.Start<string>(
            async inbox =>
            {
                try
                {
                    await inbox.Receive();
                }
                finally
                {
                    await inbox.Await(Begin);
                }
            },
            Synchronized);
        machine.Dispose();
        Assert.Equal(MachineStatus.Closed, machine.Status);
        Assert.False(token.CanBeCanceled);
    }

    [Fact]
    public void Await_SeveralInALoop_EachHasATokenThatIsNotCancelled()
    {
        List<TaskCompletionSource<int>> works = [];
        List<CancellationToken> tokens = [];
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                for (var sum = 0; ;)
                {
                    sum += await inbox.Await(token =>
                    {
                        tokens.Add(token);
                        works.Add(new());
                        return works[^1].Task;
                    });
                    log.Add($"{sum}");
                }
            },
            Synchronized);
        for (var i = 0; i < 3; i++)
            works[i].SetResult(i);
        Assert.Equal(["0", "1", "3"], log);
        Assert.All(tokens, static token => Assert.False(token.IsCancellationRequested));
    }

    [Fact]
    public void Await_CallbackOfAnEarlierToken_IsNotCalledByALaterCancellation()
    {
        var works = new Queue<TaskCompletionSource<int>>([new(), new()]);
        var (first, second) = (works.First(), works.Last());
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                for (var i = 0; i < 2; i++)
                {
                    var name = $"cancelled {i}";
                    await inbox.Await(token =>
                    {
                        token.Register(() => log.Add(name));
                        return works.Dequeue().Task;
                    });
                }
            },
            Synchronized);
        first.SetResult(0);
        machine.Dispose();
        Assert.Equal(["cancelled 1"], log);
        second.SetResult(0);
    }

    [Fact]
    public void Send_FromCallbackOfTheToken_IsHandledAfterwards()
    {
        Machine<string>? machine = null;
        using var owner = machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Until(static e => e == "cancel").Run(Pay(inbox));
                log.Add("continued");
                log.Add(await inbox.Receive());
            },
            Synchronized);
        using var registration = token.Register(() => machine.Send("from the callback"));
        machine.Send("cancel");
        Assert.Equal(["left", "continued", "from the callback"], log);
    }

    [Fact]
    public void Dispose_CallbackOfTheTokenThrows_ThrowsItAfterCleanUp()
    {
        var machine = Machine.Start<string>(Pay, Synchronized);
        using var registration = token.Register(static () => throw new ArithmeticException());
        var error = Assert.Throws<AggregateException>(machine.Dispose);
        Assert.IsType<ArithmeticException>(error.InnerException);
        Assert.Equal(["left"], log);
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    [Fact]
    public void SetResult_InsideTheMachine_ContinuesInATurnOfItsOwn()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                using var done = inbox.Handle<string>(e =>
                {
                    work.SetResult(7);
                    log.Add($"handled {e}");
                });
                log.Add($"{await inbox.Await(Begin)}");
                await inbox.Receive();
            },
            Synchronized);
        machine.Send("a");
        Assert.Equal(["handled a", "7"], log);
    }

    [Fact]
    public void Await_NotSynchronized_ThrowsWithFixBeforeTheWorkStarts()
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => Machine.Start<string>(async inbox => await inbox.Await(Begin), new() { Name = "order" }));
        Assert.Contains("order", error.Message);
        Assert.Contains(nameof(MachineOptions.Synchronized), error.Message);
        Assert.Contains(nameof(MachineOptions.TimeProvider), error.Message);
        Assert.False(token.CanBeCanceled);
    }

    [Fact]
    public void Await_OutsideTheMachine_Throws()
    {
        Inbox<string> taken = default;
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                taken = inbox;
                await inbox.Receive();
            },
            Synchronized);
        Assert.Contains("inside", Assert.Throws<InvalidOperationException>(() => taken.Await(Begin)).Message);
        Assert.False(token.CanBeCanceled);
    }

    [Fact]
    public void Await_WorkThatIsNotAwaited_IsCancelledByTheNext()
    {
        var next = new TaskCompletionSource();
        var machine = Machine.Start<string>(
            async inbox =>
            {
                _ = inbox.Await(Begin);
                await inbox.Receive();
                await inbox.Await(_ => next.Task);
            },
            Synchronized);
        Assert.Contains("not awaited", Assert.Throws<InvalidOperationException>(() => machine.Send("a")).Message);
        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void Dispose_WorkThatIsNotAwaited_CancelsItsToken()
    {
        var machine = Machine.Start<string>(
            async inbox =>
            {
                _ = inbox.Await(Begin);
                await inbox.Receive();
            },
            Synchronized);
        machine.Dispose();
        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public async Task Await_InAsyncTaskMethod_ThrowsWithFixAndCancels()
    {
        Task? foreign = null;
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                foreign = Foreign(inbox);
                await inbox.Receive();
            },
            Synchronized);
        await Assert.ThrowsAsync<NotSupportedException>(() => foreign!);
        Assert.True(token.IsCancellationRequested);

        async Task Foreign(Inbox<string> inbox) => await inbox.Await(Begin);
    }

    [Fact]
    public void Await_DefaultWait_Throws() => Assert.Contains(
        "default",
        Assert.Throws<InvalidOperationException>(
            () => Machine.Start<string>(async _ => await default(WorkWait<string, int>), Synchronized)).Message);

    [Fact]
    public void Generator_YieldsWork_TakesItsResult()
    {
        using var machine = Machine.Start<string>(Generate, Synchronized);
        work.SetResult(7);
        Assert.Equal(["7", "7", "failed"], log);
        machine.Send("a");
        Assert.Equal("a", log[^1]);

        IEnumerable<Wait> Generate(Inbox<string> inbox)
        {
            for (var i = 0; i < 2; i++)
            {
                var result = inbox.Await(Begin);
                yield return result;
                log.Add($"{result.GetResult()}");
            }

            var failing = inbox.Await(static _ => Task.FromException(new ArithmeticException()));
            yield return failing;
            try
            {
                failing.GetResult();
            }
            catch (ArithmeticException)
            {
                log.Add("failed");
            }

            yield return inbox.Await(static _ => Task.CompletedTask);       // its result may be left
            yield return inbox.Await(static _ => ValueTask.FromResult(1));
            yield return inbox.Receive();
            log.Add(inbox.Current);
        }
    }

    [Fact]
    public void Generator_Closed_CancelsItsWork()
    {
        var machine = Machine.Start<string>(Generate, Synchronized);
        machine.Dispose();
        Assert.True(token.IsCancellationRequested);
        Assert.Equal(["left"], log);

        IEnumerable<Wait> Generate(Inbox<string> inbox)
        {
            try
            {
                yield return inbox.Await(Begin);
            }
            finally
            {
                log.Add("left");
            }
        }
    }

    [Fact]
    public void MachineOf_Await_ContinuesWithResult()
    {
        using var order = new Order(Begin);
        Assert.Equal("Run/Charging", order.State);
        work.SetResult(7);
        Assert.Equal(7, order.Result);
    }

    private Task<int> Begin(CancellationToken cancellationToken)
    {
        token = cancellationToken;
        return work.Task;
    }

    private async Coroutine Pay(Inbox<string> inbox)
    {
        try
        {
            log.Add($"{await inbox.Await(Begin)}");
        }
        finally
        {
            log.Add("left");
        }
    }

    private sealed class Order : MachineOf<string>
    {
        private readonly Func<CancellationToken, Task<int>> charge;

        public Order(Func<CancellationToken, Task<int>> charge)
            : base(Synchronized)
        {
            this.charge = charge;
            Start();
        }

        public int Result { get; private set; }

        protected override async Coroutine Run() => Result = await Await(charge, "Charging");
    }
}
