using System.Reflection;

namespace CoroFsm.Tests.Machines.LifeCycle;

/// <summary>Several observers of one machine.</summary>
public sealed class CombinedObserverTests
{
    private readonly List<string> log = [];

    public static TheoryData<string> Notifications => [.. typeof(IMachineObserver).GetMethods().Select(static method => method.Name)];

    [Theory]
    [MemberData(nameof(Notifications))]
    public void Combine_EachNotification_ReachesAllInOrder(string notification)
    {
        var combined = MachineObserver.Combine(Recorder("a"), null, Recorder("b"), Recorder("c"));
        Notify(combined!, notification);
        Assert.Equal([$"a {notification}", $"b {notification}", $"c {notification}"], log);
    }

    [Theory]
    [MemberData(nameof(Notifications))]
    public void Combine_OneThrows_NotifiesTheOthersAndThrowsIt(string notification)
    {
        var failure = new FormatException();
        var combined = MachineObserver.Combine(Recorder("a"), Recorder("b", failure), Recorder("c"));
        Assert.Same(failure, Assert.Throws<FormatException>(() => Notify(combined!, notification)));
        Assert.Equal([$"a {notification}", $"b {notification}", $"c {notification}"], log);
    }

    [Theory]
    [MemberData(nameof(Notifications))]
    public void Combine_SeveralThrow_ThrowsAll(string notification)
    {
        Exception[] failures = [new FormatException(), new TimeoutException(), new ArithmeticException()];
        var combined = MachineObserver.Combine([.. failures.Select(failure => Recorder("x", failure))]);
        var error = Assert.Throws<AggregateException>(() => Notify(combined!, notification));
        Assert.Equal(failures, error.InnerExceptions);
        Assert.Equal(3, log.Count);
    }

    [Fact]
    public void Combine_NoneOrOne_ReturnsNullOrThatOne()
    {
        var only = Recorder("a");
        Assert.Null(MachineObserver.Combine());
        Assert.Null(MachineObserver.Combine(null, null));
        Assert.Same(only, MachineObserver.Combine(null, only));
    }

    [Fact]
    public void Combine_Combinations_KeepsTheOrder()
    {
        var combined = MachineObserver.Combine(
            MachineObserver.Combine(Recorder("a"), Recorder("b")),
            MachineObserver.Combine(Recorder("c"), Recorder("d")));
        Notify(combined!, nameof(IMachineObserver.OnEnded));
        Assert.Equal(["a OnEnded", "b OnEnded", "c OnEnded", "d OnEnded"], log);
    }

    [Fact]
    public void Observer_Combination_ReceivesTheLifeOfTheMachine()
    {
        using (var machine = Machine.Start<string>(
            static async inbox =>
            {
                await inbox.Receive("A");
                await inbox.Receive("B");
            },
            new() { Observer = MachineObserver.Combine(Recorder("1"), Recorder("2")) }))
        {
            machine.Send("x");
        }

        Assert.Equal(
            [
                "1 OnStarted", "2 OnStarted", "1 OnReceived", "2 OnReceived",
                "1 OnStateChanged", "2 OnStateChanged", "1 OnEnded", "2 OnEnded",
            ],
            log);
    }

    private static void Notify(IMachineObserver observer, string notification)
    {
        var method = typeof(IMachineObserver).GetMethod(notification)!;
        method.Invoke(
            observer,
            BindingFlags.DoNotWrapExceptions,
            binder: null,
            [.. method.GetParameters().Select(static p => p.ParameterType == typeof(string) ? "text" : null)],
            culture: null);
    }

    private IMachineObserver Recorder(string name, Exception? failure = null)
    {
        var observer = DispatchProxy.Create<IMachineObserver, Recording>();
        ((Recording)observer).OnCall = called =>
        {
            log.Add($"{name} {called}");
            if (failure is not null)
                throw failure;
        };
        return observer;
    }

    public class Recording : DispatchProxy
    {
        internal Action<string>? OnCall { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            OnCall!(targetMethod!.Name);
            return null;
        }
    }
}
