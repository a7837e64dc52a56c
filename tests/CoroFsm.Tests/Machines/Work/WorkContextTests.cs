namespace CoroFsm.Tests.Machines.Work;

/// <summary>The ambient context in which work is called, and in which its end is handled.</summary>
public sealed class WorkContextTests
{
    public static TheoryData<string> Kinds => [.. Ambient.Kinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Await_EndsOnAnotherThread_ContinuesUnderTheContextOfTheCall(string kind)
    {
        var read = Ambient.Kinds[kind];
        var work = new TaskCompletionSource();
        List<string> seen = [];
        Machine<string>? machine = null;
        Ambient.RunOnThread("ann", () => machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Await(_ =>
                {
                    seen.Add($"called by {read()}");
                    return work.Task;
                });
                seen.Add($"continued by {read()}");
                Ambient.Become("mallory");
                await inbox.Receive();
            },
            new() { Synchronized = true }));
        Ambient.RunOnThread("bob", () =>
        {
            work.SetResult();
            seen.Add($"afterwards {read()}");
        });
        machine!.Dispose();
        Assert.Equal(["called by ann", "continued by ann", "afterwards bob"], seen);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Await_EndsUnderTheSameContext_LeavesNothingBehind(string kind)
    {
        var read = Ambient.Kinds[kind];
        var work = new TaskCompletionSource();
        List<string> seen = [];
        Ambient.RunOnThread(Ambient.Default, () =>
        {
            using var machine = Machine.Start<string>(
                async inbox =>
                {
                    await inbox.Await(_ => work.Task);
                    Ambient.Become("mallory");
                    seen.Add(read());
                    await inbox.Receive();
                },
                new() { Synchronized = true });
            work.SetResult();
            seen.Add(read());
        });
        Assert.Equal(["mallory", Ambient.Default], seen);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Await_EndsLate_NotifiesTheObserverUnderTheContextOfTheCall(string kind)
    {
        var read = Ambient.Kinds[kind];
        var work = new TaskCompletionSource();
        var observer = new Late(read);
        Machine<string>? machine = null;
        Ambient.RunOnThread("ann", () => machine = Machine.Start<string>(
            async inbox => await inbox.Await(_ => work.Task), new() { Synchronized = true, Observer = observer }));
        machine!.Dispose();
        Ambient.RunOnThread("bob", () => work.SetException(new ArithmeticException()));
        Assert.Equal(["ann"], observer.Seen);
    }

    private sealed class Late(Func<string> read) : IMachineObserver
    {
        public List<string> Seen { get; } = [];

        void IMachineObserver.OnWorkFaultedLate(Machine machine, MachineWork work, Exception fault) => Seen.Add(read());
    }
}
