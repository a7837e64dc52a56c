using CoroFsm.CompilerServices;

namespace CoroFsm.Tests.Machines.Work;

/// <content>Generators, the class style, and calls that are refused.</content>
public sealed partial class AwaitTests
{
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
