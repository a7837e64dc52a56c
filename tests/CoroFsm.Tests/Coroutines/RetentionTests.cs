using System.Runtime.CompilerServices;

namespace CoroFsm.Tests.Coroutines;

/// <summary>The pooled frames of a machine that has ended keep nothing of it alive.</summary>
public sealed class RetentionTests
{
    private static readonly Dictionary<string, Func<Inbox<int>, object, Coroutine>> Roots = new()
    {
        ["generator"] = static async (inbox, captured) => await inbox.Run(Generator(inbox, captured)),
        ["generator that calls"] = static async (inbox, captured) => await inbox.Run(Calling(inbox, captured)),
        ["generator whose failure is caught"] = static async (inbox, captured) =>
        {
            try
            {
                await inbox.Run(Failing(inbox, captured));
            }
            catch (FormatException)
            {
            }
        },
        ["generator as root"] = static (inbox, captured) => inbox.Run(Generator(inbox, captured)),
        ["coroutine"] = static async (inbox, captured) => await Child(inbox, captured),
    };

    public static TheoryData<string, bool> Kinds
    {
        get
        {
            TheoryData<string, bool> kinds = [];
            foreach (var kind in Roots.Keys)
            {
                kinds.Add(kind, false);
                kinds.Add(kind, true);
            }

            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void End_MachineIsDropped_IsCollectedWithItsCaptures(string kind, bool isClosed)
    {
        var (machine, captured) = Run(Roots[kind], isClosed);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.Equal((false, false), (machine.IsAlive, captured.IsAlive));
    }

    [Fact]
    public void Name_RootGeneratorHasEnded_IsNameOfItsMethod()
    {
        var machine = Machine.Start<int>(static inbox => Generator(inbox, inbox));
        machine.Send(1);
        Assert.Equal(("RetentionTests.Generator", MachineStatus.Completed), (machine.Name, machine.Status));
    }

    [Fact]
    public void Send_ByGeneratorBetweenWaitAndYield_EndsTheMachine()
    {
        Machine<int>? machine = null;
        machine = Machine.Start<int>(inbox => Sending(inbox));
        machine.Send(1);
        Assert.Equal(MachineStatus.Completed, machine.Status);

        IEnumerable<Wait> Sending(Inbox<int> inbox)
        {
            yield return inbox.Receive();
            Wait wait = inbox.Receive();
            machine!.Send(2);
            yield return wait;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Machine, WeakReference Captured) Run(Func<Inbox<int>, object, Coroutine> root, bool isClosed)
    {
        var captured = new byte[100];
        var machine = Machine.Start<int>(inbox => root(inbox, captured));
        if (isClosed)
            machine.Dispose();
        else
            machine.Send(1);
        Assert.Equal(isClosed ? MachineStatus.Closed : MachineStatus.Completed, machine.Status);
        return (new(machine), new(captured));
    }

    private static IEnumerable<Wait> Generator(Inbox<int> inbox, object captured)
    {
        yield return inbox.Receive();
        GC.KeepAlive(captured);
    }

    private static IEnumerable<Wait> Calling(Inbox<int> inbox, object captured)
    {
        yield return Child(inbox, captured);
        GC.KeepAlive(captured);
    }

    private static IEnumerable<Wait> Failing(Inbox<int> inbox, object captured)
    {
        yield return inbox.Receive();
        throw new FormatException { Data = { ["captured"] = captured } };
    }

    private static async Coroutine Child(Inbox<int> inbox, object captured)
    {
        await inbox.Receive();
        GC.KeepAlive(captured);
    }
}
