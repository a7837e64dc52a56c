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
        Assert.Equal(["MachineNameTests.Door", "MachineNameTests.Door"], names);
        Assert.Equal("MachineNameTests.Door", machine.Name);

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
        Assert.Equal($"MachineNameTests.{nameof(Name_Lambda_IsEnclosingMethodUntilFirstWait)}", name);
        Assert.Equal("MachineNameTests.Named", machine.Name);

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
        Assert.Equal("MachineNameTests.Generating", name);
        Assert.Equal("MachineNameTests.Generating", machine.Name);

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
        Assert.Equal("MachineNameTests.Ends", Machine.Start<string>(Ends).Name);
        Assert.Throws<TimeoutException>(() => Machine.Start<string>(Fails));
        Assert.Equal("MachineNameTests.Fails", failed!.Name);

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

    [Fact]
    public void Type_StartedFromAMethodGroup_IsTheTypeAndTheMethod()
    {
        using var machine = Machine.Start<string>(new Order().Run);
        Assert.Equal("Order.Run", machine.Type);
        Assert.Equal("Order.Run", machine.Name);
        machine.Send("paid");
        Assert.Equal("Order.Run", machine.Type);
    }

    [Fact]
    public void Type_OfAGenericClassAndOfALambda_HasNoTypeParametersAndNoClosure()
    {
        var number = 0;
        using var generic = Machine.Start<string>(new Sorted<int>().Run);
        using var lambda = Machine.Start<string>(async inbox => number += (await inbox.Receive()).Length);
        Assert.Equal("Sorted.Run", generic.Type);
        Assert.Equal($"MachineNameTests.{nameof(Type_OfAGenericClassAndOfALambda_HasNoTypeParametersAndNoClosure)}", lambda.Type);
    }

    [Fact]
    public void Type_OfAFileLocalClass_IsWrittenAsInTheSource()
    {
        using var machine = Machine.Start<string>(FileLocal.Run);
        Assert.Equal("FileLocal.Run", machine.Type);
    }

    [Fact]
    public void Type_StateMethods_IsThatOfTheFirstState()
    {
        using var machine = Machine.Start<string>(Order.Unpaid);
        machine.Send("paid");
        Assert.Equal(("Order.Unpaid", "Order.Unpaid", "Paid"), (machine.Type, machine.Name, machine.State));
    }

    [Fact]
    public void Name_WithATypeOfItsOwn_IsTheInstance()
    {
        using var both = Machine.Start<string>(new Order().Run, new() { Name = "order 7", Type = "Order" });
        using var type = Machine.Start<string>(new Order().Run, new() { Type = "Order" });
        using var name = Machine.Start<string>(new Order().Run, new() { Name = "order 7" });
        Assert.Equal(("Order", "order 7"), (both.Type, both.Name));
        Assert.Equal(("Order", "Order"), (type.Type, type.Name));
        Assert.Equal(("Order.Run", "order 7"), (name.Type, name.Name));
        Assert.StartsWith("Machine order 7 ", Assert.Throws<UnexpectedEventException>(() => both.Send("sent")).Message);
    }

    [Fact]
    public void Name_ReadAgain_AllocatesNothing()
    {
        using var machine = Machine.Start<string>(new Order().Run);
        Assert.Equal(machine.Type, machine.Name);
        Assert.Equal(0, Allocated.By(() => _ = machine.Name.Length + machine.Type.Length));
    }

    private sealed class Order
    {
        internal static async Coroutine<State<string>?> Unpaid(Inbox<string> inbox)
        {
            await inbox.Expect("paid");
            return Paid;
        }

        internal async Coroutine Run(Inbox<string> inbox)
        {
            await inbox.Expect("paid");
            await inbox.Expect("sent");
            GC.KeepAlive(this);
        }

        private static async Coroutine<State<string>?> Paid(Inbox<string> inbox)
        {
            await inbox.Expect("sent");
            return null;
        }
    }

    private sealed class Sorted<T>
    {
        internal async Coroutine Run(Inbox<string> inbox)
        {
            await inbox.Receive();
            GC.KeepAlive(this);
        }
    }

    private enum Trigger
    {
        Go,
        Stop,
    }
}

/// <summary>A type whose name the compiler makes unique.</summary>
file static class FileLocal
{
    internal static async Coroutine Run(Inbox<string> inbox) => await inbox.Receive();
}
