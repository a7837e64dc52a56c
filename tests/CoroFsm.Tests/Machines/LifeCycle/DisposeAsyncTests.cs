namespace CoroFsm.Tests.Machines.LifeCycle;

/// <summary>A close that does not block.</summary>
public sealed class DisposeAsyncTests
{
    private readonly MachineLog log = [];

    [Theory]
    [MemberData(nameof(MachineKinds.All), MemberType = typeof(MachineKinds))]
    public void DisposeAsync_Waiting_ClosesAtOnce(string form, string threads)
    {
        var machine = MachineKinds.Start(form, threads, log);
        machine.Send("a");
        Assert.True(machine.DisposeAsync().AsTask().IsCompletedSuccessfully);
        Assert.Equal(["a", "finally"], log);
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    [Theory]
    [MemberData(nameof(MachineKinds.All), MemberType = typeof(MachineKinds))]
    public void DisposeAsync_HasEnded_HasNoEffect(string form, string threads)
    {
        var completed = MachineKinds.Start(form, threads, log);
        completed.Send("return");
        Assert.True(completed.DisposeAsync().AsTask().IsCompletedSuccessfully);
        Assert.Equal(MachineStatus.Completed, completed.Status);

        var faulted = MachineKinds.Start(form, threads, log);
        Assert.Throws<FormatException>(() => faulted.Send("fail"));
        Assert.True(faulted.DisposeAsync().AsTask().IsCompletedSuccessfully);
        Assert.True(faulted.DisposeAsync().AsTask().IsCompletedSuccessfully);
    }

    [Theory]
    [MemberData(nameof(MachineKinds.All), MemberType = typeof(MachineKinds))]
    public async Task DisposeAsync_CleanUpThrows_Throws(string form, string threads)
    {
        var machine = MachineKinds.Start(form, threads, log);
        machine.Send("dirty");
        var closing = machine.DisposeAsync().AsTask();
        var error = await Assert.ThrowsAsync<TimeoutException>(() => closing);
        Assert.Same(machine.Fault, error);
    }

    [Theory]
    [MemberData(nameof(MachineKinds.All), MemberType = typeof(MachineKinds))]
    public async Task DisposeAsync_FromInside_CompletesWhenTheMachineHasEnded(string form, string threads)
    {
        var machine = MachineKinds.Start(form, threads, log);
        machine.Send("close");
        Assert.Equal(MachineStatus.Closed, machine.Status);
        await log.Closing!;
        Assert.Equal(["close", "finally"], log);
    }

    [Theory]
    [MemberData(nameof(MachineKinds.Synchronized), MemberType = typeof(MachineKinds))]
    public async Task DisposeAsync_OtherThreadInside_ReturnsAtOnceAndClosesBehindEarlierCalls(string form, string threads)
    {
        using var observer = new Holding();
        var machine = MachineKinds.Start(form, threads, log, observer);
        observer.Hold(machine);
        var before = machine.SendAsync("before", TestContext.Current.CancellationToken);
        var first = machine.DisposeAsync().AsTask();
        var behind = machine.SendAsync("behind", TestContext.Current.CancellationToken);
        var second = machine.DisposeAsync().AsTask();
        Assert.False(first.IsCompleted);
        Assert.False(second.IsCompleted);
        observer.Release();

        await before;
        await first;
        await second;
        await Assert.ThrowsAsync<MachineEndedException>(() => behind);
        Assert.Equal(["hold", "before", "finally"], log);
    }

    [Fact]
    public async Task DisposeAsync_QueuedAndCleanUpThrows_Throws()
    {
        using var observer = new Holding();
        var machine = MachineKinds.Start("coroutine", "synchronized", log, observer);
        machine.Send("dirty");
        observer.Hold(machine);
        var closing = machine.DisposeAsync().AsTask();
        observer.Release();
        await Assert.ThrowsAsync<TimeoutException>(() => closing);
    }

    [Fact]
    public async Task DisposeAsync_QueuedAndMachineFaultsFirst_Completes()
    {
        using var observer = new Holding();
        var machine = MachineKinds.Start("coroutine", "synchronized", log, observer);
        observer.Hold(machine);
        var failing = machine.SendAsync("fail", TestContext.Current.CancellationToken);
        var closing = machine.DisposeAsync().AsTask();
        observer.Release();
        await Assert.ThrowsAsync<FormatException>(() => failing);
        await closing;
    }

    /// <summary>A thread inside another machine does not block on a close; this one reports when it is done.</summary>
    [Fact]
    public void DisposeAsync_InsideAnotherMachine_ClosesIdleMachineAtOnce()
    {
        var machine = MachineKinds.Start("coroutine", "synchronized", log);
        using var other = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Receive();
                log.Add($"{machine.DisposeAsync().AsTask().IsCompletedSuccessfully}");
            },
            new() { Synchronized = true });
        other.Send("go");
        Assert.Equal(["finally", "True"], log);
    }

    [Fact]
    public async Task DisposeAsync_AwaitUsing_Closes()
    {
        await using (var machine = MachineKinds.Start("coroutine", "timed", log))
            await machine.SendAsync("a", TestContext.Current.CancellationToken);
        Assert.Equal(["a", "finally"], log);
    }

    [Fact]
    public void DisposeAsync_ClassNotStarted_Completes()
    {
        Assert.True(new Unstarted().DisposeAsync().AsTask().IsCompletedSuccessfully);
        Assert.True(new Unstarted(new() { Synchronized = true }).DisposeAsync().AsTask().IsCompletedSuccessfully);
    }

    [Theory]
    [MemberData(nameof(MachineKinds.All), MemberType = typeof(MachineKinds))]
    public void CompleteAsync_Waiting_EndsTheInputAtOnce(string form, string threads)
    {
        var machine = MachineKinds.Start(form, threads, log);
        Assert.True(machine.CompleteAsync().IsCompletedSuccessfully);
        Assert.Equal(["finally"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
        Assert.True(machine.CompleteAsync().IsCompletedSuccessfully);
    }

    [Theory]
    [MemberData(nameof(MachineKinds.All), MemberType = typeof(MachineKinds))]
    public async Task CompleteAsync_CleanUpThrows_Throws(string form, string threads)
    {
        var machine = MachineKinds.Start(form, threads, log);
        machine.Send("dirty");
        await Assert.ThrowsAsync<TimeoutException>(machine.CompleteAsync);
    }

    [Theory]
    [MemberData(nameof(MachineKinds.Synchronized), MemberType = typeof(MachineKinds))]
    public async Task CompleteAsync_OtherThreadInside_ReturnsAtOnceAndEndsTheInputBehindEarlierCalls(string form, string threads)
    {
        using var observer = new Holding();
        var machine = MachineKinds.Start(form, threads, log, observer);
        observer.Hold(machine);
        var before = machine.SendAsync("before", TestContext.Current.CancellationToken);
        var ending = machine.CompleteAsync();
        var behind = machine.SendAsync("behind", TestContext.Current.CancellationToken);
        Assert.False(ending.IsCompleted);
        observer.Release();
        await before;
        await ending;
        var error = await Assert.ThrowsAsync<MachineEndedException>(() => behind);
        Assert.Same(machine, error.RefusedBy);
        Assert.Equal(["hold", "before", "finally"], log);
    }

    private sealed class Unstarted(MachineOptions? options = null) : MachineOf<string>(options)
    {
        protected override Coroutine Run() => Coroutine.Completed;
    }
}
