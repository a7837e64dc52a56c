using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CoroFsm.Tests.Machines.Work;

/// <summary>What <c>inbox.AwaitEach</c> does with streams that end, fail, or are left.</summary>
public sealed class AwaitEachTests
{
    private static readonly MachineOptions Synchronized = new() { Synchronized = true, Unmatched = Unmatched.Defer };

    private readonly List<string> log = [];
    private readonly Channel<int> channel = Channel.CreateUnbounded<int>(new() { AllowSynchronousContinuations = true });

    [Fact]
    public void AwaitEach_ItemsArriveLater_EnumeratesThem()
    {
        using var machine = Machine.Start<string>(Enumerate, Synchronized);
        Assert.EndsWith("/Loading", machine.State);
        channel.Writer.TryWrite(1);
        channel.Writer.TryWrite(2);
        Assert.Equal(["1", "2"], log);
        channel.Writer.Complete();
        Assert.Equal(["1", "2", "disposed", "end"], log);
    }

    [Fact]
    public void AwaitEach_StreamIsComplete_TakesNoTurn()
    {
        channel.Writer.TryWrite(1);
        channel.Writer.Complete();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                await foreach (var item in inbox.AwaitEach(Items(CancellationToken.None)))
                    log.Add($"{item}");
                await inbox.Receive();
            },
            Synchronized);
        Assert.Equal(["1", "disposed"], log);
    }

    [Fact]
    public void AwaitEach_StreamFails_ThrowsItsException()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                try
                {
                    await Enumerate(inbox);
                }
                catch (ArithmeticException)
                {
                    log.Add("failed");
                }

                await inbox.Receive();
            },
            Synchronized);
        channel.Writer.TryWrite(1);
        channel.Writer.Complete(new ArithmeticException());
        Assert.Equal(["1", "disposed", "failed"], log);
    }

    [Fact]
    public void AwaitEach_Break_CancelsAndDisposesBeforeItContinues()
    {
        CancellationToken seen = default;
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                await foreach (var item in inbox.AwaitEach(token => Items(seen = token)))
                {
                    log.Add($"{item}");
                    break;
                }

                log.Add("left");
                await inbox.Receive();
            },
            Synchronized);
        channel.Writer.TryWrite(1);
        Assert.Equal(["1", "disposed", "left"], log);
        Assert.True(seen.IsCancellationRequested);
    }

    [Fact]
    public void AwaitEach_ReceiveInItsBody_GetsTheEvents()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                await foreach (var item in inbox.AwaitEach(Items))
                    log.Add($"{item} {await inbox.Receive()}");
            },
            Synchronized);
        machine.Send("a");
        channel.Writer.TryWrite(1);
        channel.Writer.TryWrite(2);
        machine.Send("b");
        Assert.Equal(["1 a", "2 b"], log);
    }

    [Fact]
    public void Dispose_WhileItWaitsForAnItem_CancelsAndDisposesWithoutWaiting()
    {
        var machine = Machine.Start<string>(Enumerate, Synchronized);
        machine.Dispose();
        Assert.Equal(MachineStatus.Closed, machine.Status);
        Assert.Equal(["disposed"], log);
    }

    [Fact]
    public void Dispose_InTheBody_CancelsAndDisposesWithoutWaiting()
    {
        var machine = Machine.Start<string>(
            async inbox =>
            {
                await foreach (var item in inbox.AwaitEach(Items))
                    await inbox.Expect("never");
            },
            Synchronized);
        channel.Writer.TryWrite(1);
        machine.Dispose();
        Assert.Equal(MachineStatus.Closed, machine.Status);
        Assert.Equal(["disposed"], log);
    }

    [Fact]
    public void Until_WhileItWaitsForAnItem_CancelsAndDisposesWithoutWaiting()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Until(static e => e == "stop").Run(Enumerate(inbox));
                log.Add("stopped");
                log.Add(await inbox.Receive());
            },
            Synchronized);
        channel.Writer.TryWrite(1);
        machine.Send("stop");
        machine.Send("a");
        Assert.Equal(["1", "disposed", "stopped", "a"], log);
    }

    [Fact]
    public async Task AwaitEach_StreamIgnoresItsToken_IsDisposedAfterItsStep()
    {
        var observer = new Faults();
        var step = new TaskCompletionSource<bool>();
        var machine = Machine.Start<string>(
            async inbox =>
            {
                await foreach (var item in inbox.AwaitEach(_ => new Stubborn(step.Task, log)))
                    log.Add($"{item}");
            },
            new() { Synchronized = true, Observer = observer });
        machine.Dispose();
        Assert.Empty(log);
        step.SetResult(true);
        Assert.IsType<FormatException>(await observer.Late.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.Equal(["disposed"], log);
    }

    [Fact]
    public void AwaitEach_DisposalThrows_ThrowsIt()
    {
        Assert.Throws<FormatException>(() => Machine.Start<string>(
            async inbox =>
            {
                await foreach (var item in inbox.AwaitEach(_ => new Stubborn(Task.FromResult(false), log)))
                    log.Add($"{item}");
            },
            Synchronized));
        Assert.Equal(["disposed"], log);
    }

    [Fact]
    public void AwaitEach_OpeningThrows_ThrowsAtTheLoop()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                try
                {
                    await foreach (var item in inbox.AwaitEach<int>(static _ => throw new ArithmeticException()))
                        log.Add($"{item}");
                }
                catch (ArithmeticException)
                {
                    log.Add("failed");
                }

                await inbox.Receive();
            },
            Synchronized);
        Assert.Equal(["failed"], log);
    }

    private async Coroutine Enumerate(Inbox<string> inbox)
    {
        await foreach (var item in inbox.AwaitEach(Items, "Loading"))
            log.Add($"{item}");
        log.Add("end");
    }

    private async IAsyncEnumerable<int> Items([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            while (await channel.Reader.WaitToReadAsync(cancellationToken))
            {
                while (channel.Reader.TryRead(out var item))
                    yield return item;
            }
        }
        finally
        {
            log.Add("disposed");
        }
    }

    private sealed class Stubborn(Task<bool> step, List<string> log) : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        public int Current => 1;

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public ValueTask<bool> MoveNextAsync() => new(step);

        public ValueTask DisposeAsync()
        {
            log.Add("disposed");
            throw new FormatException();
        }
    }

    private sealed class Faults : IMachineObserver
    {
        public TaskCompletionSource<Exception> Late { get; } = new();

        void IMachineObserver.OnWorkFaultedLate(Machine machine, MachineWork work, Exception fault) => Late.SetResult(fault);
    }
}
