using System.Reflection;
using CoroFsm.CompilerServices;

namespace CoroFsm.Tests.Coroutines;

/// <summary>The result of a wait is taken by its await. Taking it without one is refused and changes nothing.</summary>
public sealed class TakenResultTests
{
    public static TheoryData<string> MachineWaits => [.. WaitKinds.OfMachines.Keys.Select(static type => type.Name)];

    public static TheoryData<string> TaskWaits => [.. WaitKinds.OfTasks.Keys.Select(static type => type.Name)];

    public static TheoryData<string> Waits => [.. WaitKinds.Public.Select(static type => type.Name)];

    [Fact]
    public void WaitKinds_PublicTypes_AreAllCovered() => Assert.Equal(
        WaitKinds.Public.Select(static type => type.Name).Order(StringComparer.Ordinal),
        WaitKinds.OfMachines.Keys.Concat(WaitKinds.OfTasks.Keys).Select(static type => type.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(MachineWaits))]
    public void GetResult_NotAwaited_ThrowsAndConsumesNothing(string kind) =>
        Assert.Equal(2, WaitKinds.RunInMachine(WaitKinds.OfMachines.Single(pair => pair.Key.Name == kind).Value));

    [Theory]
    [MemberData(nameof(TaskWaits))]
    public void GetResult_NotAwaitedByTheTask_ThrowsAndConsumesNothing(string kind) =>
        WaitKinds.RunInTask(WaitKinds.OfTasks.Single(pair => pair.Key.Name == kind).Value, isReal: kind == typeof(NetworkWait<>).Name);

    [Theory]
    [MemberData(nameof(Waits))]
    public void GetResult_DefaultValue_ThrowsUnlessItHasEnded(string kind)
    {
        var type = WaitKinds.Public.Single(type => type.Name == kind);
        if (type.IsGenericTypeDefinition)
            type = type.MakeGenericType([.. type.GetGenericArguments().Select(static _ => typeof(int))]);
        var error = Record.Exception(() => Call(Call(Activator.CreateInstance(type)!, "GetAwaiter")!, "GetResult"));

        if (type == typeof(Coroutine) || type == typeof(Coroutine<int>) || type == typeof(SendWait))
            Assert.Null(error);
        else
            Assert.Contains("default value", Assert.IsType<InvalidOperationException>(error).Message);

        static object? Call(object target, string method) =>
            target.GetType().GetMethod(method)!.Invoke(target, BindingFlags.DoNotWrapExceptions, binder: null, [], culture: null);
    }

    [Fact]
    public void GetResult_OutsideWhileMachineWaits_ThrowsAndLeavesItWaiting()
    {
        ReceiveWait<int> kept = default;
        var sum = 0;
        using var machine = Machine.Start<int>(async inbox =>
        {
            kept = inbox.Receive();
            sum += await kept;
            sum += await inbox.Receive();
        });
        Assert.Throws<InvalidOperationException>(() => kept.GetAwaiter().GetResult());
        machine.Send(1);
        Assert.Throws<InvalidOperationException>(() => kept.GetAwaiter().GetResult());
        machine.Send(2);
        Assert.Throws<InvalidOperationException>(() => kept.GetAwaiter().GetResult());
        Assert.Equal((3, MachineStatus.Completed), (sum, machine.Status));
    }

    [Fact]
    public void GetResult_WhileTheMachineIsClosed_Throws()
    {
        List<Exception?> errors = [];
        ReceiveWait<int> kept = default;
        var machine = Machine.Start<int>(async inbox =>
        {
            kept = inbox.Receive();
            try
            {
                await kept;
            }
            finally
            {
                errors.Add(Record.Exception(() => kept.GetAwaiter().GetResult()));
            }
        });
        machine.Dispose();
        Assert.IsType<InvalidOperationException>(Assert.Single(errors));
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    [Fact]
    public void GetResult_InAHandlerOfASuperstate_Throws()
    {
        List<Exception?> errors = [];
        using var machine = Machine.Start<int>(async inbox =>
        {
            using var others = inbox.Handle(
                static e => e != 7,
                _ => errors.Add(Record.Exception(() => inbox.Receive().GetAwaiter().GetResult())));
            await inbox.Expect(7);
        });
        machine.Send(1);
        machine.Send(7);
        Assert.IsType<InvalidOperationException>(Assert.Single(errors));
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void GetResult_InAGenerator_Throws()
    {
        List<object?> log = [];
        using var machine = Machine.Start<int>(inbox => Generator(inbox, log));
        machine.Send(1);
        machine.Send(2);
        Assert.Equal([1, nameof(InvalidOperationException), 2], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void Receive_LimitNotAwaited_DoesNotLimitTheNextWait()
    {
        var time = new CoroFsm.Testing.SimulatedTime();
        var received = 0;
        using var machine = Machine.Start<int>(
            async inbox =>
            {
                _ = inbox.Receive(TimeSpan.FromSeconds(1));
                received = await inbox.Receive();
            },
            new() { TimeProvider = time });
        time.Advance(TimeSpan.FromMinutes(1));
        machine.Send(5);
        Assert.Equal((5, MachineStatus.Completed), (received, machine.Status));
    }

    private static IEnumerable<Wait> Generator(Inbox<int> inbox, List<object?> log)
    {
        yield return inbox.Receive();
        log.Add(inbox.Current);
        log.Add(Record.Exception(() => inbox.Receive().GetAwaiter().GetResult())?.GetType().Name);
        yield return inbox.Receive();
        log.Add(inbox.Current);
    }
}
