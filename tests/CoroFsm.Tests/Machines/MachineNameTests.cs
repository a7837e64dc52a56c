using System.Runtime.CompilerServices;

namespace CoroFsm.Tests.Machines;

/// <summary>The name of a machine in messages, also before its first wait.</summary>
public sealed class MachineNameTests
{
    [Fact]
    public void Name_BeforeFirstWait_IsMethodPassedToStart()
    {
        List<string> names = [];
        using var machine = Machine.Start<string>(Door);
        Assert.Equal(["Door", "Door"], names);
        Assert.Equal("Door", machine.Name);

        async Coroutine Door(Inbox<string> inbox)
        {
            names.Add(inbox.Machine.Name);
            names.Add(Assert.Throws<InvalidOperationException>(() => inbox.Receive(TimeSpan.Zero)).Message.Split(' ')[1]);
            await inbox.Receive();
        }
    }

    [Fact]
    public void Name_Lambda_IsEnclosingMethodUntilFirstWait()
    {
        var name = "";
        using var machine = Machine.Start<string>(inbox => Named(inbox, "x"));
        Assert.Equal(nameof(Name_Lambda_IsEnclosingMethodUntilFirstWait), name);
        Assert.Equal("Named", machine.Name);

        async Coroutine Named(Inbox<string> inbox, string state)
        {
            name = inbox.Machine.Name;
            await inbox.Receive(state);
        }
    }

    [Fact]
    public void Name_Generator_IsItsMethod()
    {
        var name = "";
        using var machine = Machine.Start<string>(Generating);
        Assert.Equal("Generating", name);
        Assert.Equal("Generating", machine.Name);

        IEnumerable<Wait> Generating(Inbox<string> inbox)
        {
            name = inbox.Machine.Name;
            yield return inbox.Receive();
        }
    }

    [Fact]
    public void Name_CoroutineEndsWithoutWaiting_IsItsMethod()
    {
        Machine? failed = null;
        Assert.Equal("Ends", Machine.Start<string>(Ends).Name);
        Assert.Throws<TimeoutException>(() => Machine.Start<string>(Fails));
        Assert.Equal("Fails", failed!.Name);

        static Coroutine Ends(Inbox<string> inbox) => Coroutine.Completed;

        async Coroutine Fails(Inbox<string> inbox)
        {
            failed = inbox.Machine;
            await Coroutine.Completed;
            throw new TimeoutException();
        }
    }

    [Fact]
    public void Name_ChartAlone_IsEventType()
    {
        var chart = Statechart.Build<string, Trigger>(static chart => chart.Configure("A").Ignore(Trigger.Go)).Start("A");
        using var machine = Machine.Start<Trigger>(inbox => chart.Run(inbox));
        Assert.Equal("Trigger", machine.Name);
        Assert.StartsWith("Machine Trigger ", Assert.Throws<UnexpectedEventException>(() => machine.Send(Trigger.Stop)).Message);
    }

    [Fact]
    public void Start_AfterFirstWait_DoesNotRetainStartDelegate()
    {
        var (machine, closure) = StartWithClosure();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(closure.IsAlive);
        machine.Dispose();

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (Machine Machine, WeakReference Closure) StartWithClosure()
        {
            var big = new object();
            Func<Inbox<string>, Coroutine> start = inbox => big is null ? Coroutine.Completed : Waiting(inbox);
            return (Machine.Start(start), new(start));
        }

        static async Coroutine Waiting(Inbox<string> inbox) => await inbox.Receive();
    }

    private enum Trigger
    {
        Go,
        Stop,
    }
}
