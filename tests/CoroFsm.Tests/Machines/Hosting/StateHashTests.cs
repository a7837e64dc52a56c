using CoroFsm.Tests.Machines.LifeCycle;

namespace CoroFsm.Tests.Machines.Hosting;

/// <summary>The hash of a state is that of its name, without composing it.</summary>
public sealed class StateHashTests
{
    [Theory]
    [MemberData(nameof(MachineKinds.All), MemberType = typeof(MachineKinds))]
    public void StateHash_AllKinds_IsThatOfState(string form, string threads)
    {
        var machine = MachineKinds.Start(form, threads, new MachineLog());
        AssertHashed(machine);
        machine.Send("work");
        AssertHashed(machine);
        machine.Send("return");
        AssertHashed(machine);
    }

    [Fact]
    public void StateHash_EveryWait_IsThatOfState()
    {
        using var machine = Machine.Start<string>(static async inbox =>
        {
            AssertHashed(inbox.Machine);
            await inbox.Receive();
            await inbox.Receive("named");
            await inbox.Receive("");
            await Middle(inbox);
            await inbox.Run(Generator(inbox));
            AssertHashed(inbox.Machine);
            await inbox.Receive("a/b");
        });
        HashSet<string> states = [];
        for (; machine.Status == MachineStatus.Waiting; machine.Send("x"))
        {
            AssertHashed(machine);
            AssertHashed(machine);
            states.Add(machine.State);
        }

        AssertHashed(machine);
        Assert.Equal(10, states.Count);
    }

    [Fact]
    public void StateHash_KnownText_IsTheSameInEveryProcess()
    {
        Assert.Equal(0UL, StableHash.Of("").Value);
        Assert.Equal(0UL, default(StableHash).Value);
        Assert.Equal(14782830981823142501UL, StableHash.Of("Session/Ready").Value);
    }

    private static void AssertHashed(Machine machine) => Assert.Equal(StableHash.Of(machine.State).Value, machine.StateHash);

    private static async Coroutine Middle(Inbox<string> inbox)
    {
        await inbox.Receive();
        await Inner(inbox);
    }

    private static async Coroutine<int> Inner(Inbox<string> inbox)
    {
        await inbox.Receive();
        await inbox.Receive("named");
        return 1;
    }

    private static IEnumerable<Wait> Generator(Inbox<string> inbox)
    {
        yield return inbox.Receive();
        yield return Middle(inbox);
    }
}
