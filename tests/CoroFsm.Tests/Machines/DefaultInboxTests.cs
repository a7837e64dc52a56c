using System.Reflection;
using CoroFsm.CompilerServices;

namespace CoroFsm.Tests.Machines;

/// <summary>The default values of the public structs of a machine say what they are.</summary>
public sealed class DefaultInboxTests
{
    private static readonly Statechart<string, string> Chart =
        Statechart.Build<string, string>(static chart => chart.Configure("A").Ignore("x"));

    private static readonly Dictionary<string, Action<Inbox<string>>> Members = new()
    {
        ["Current"] = static inbox => _ = inbox.Current,
        ["IsCompleted"] = static inbox => _ = inbox.IsCompleted,
        ["Machine"] = static inbox => _ = inbox.Machine,
        ["Receive()"] = static inbox => _ = inbox.Receive(),
        ["Receive(state)"] = static inbox => _ = inbox.Receive("state"),
        ["Receive(predicate)"] = static inbox => _ = inbox.Receive(static _ => true),
        ["Receive<TCase>()"] = static inbox => _ = inbox.Receive<string>(),
        ["Receive(limit)"] = static inbox => _ = inbox.Receive(TimeSpan.FromSeconds(1)),
        ["Receive(deadline)"] = static inbox => _ = inbox.Receive(default(Deadline)),
        ["Receive(predicate, limit)"] = static inbox => _ = inbox.Receive(static _ => true, TimeSpan.FromSeconds(1)),
        ["Receive(predicate, deadline)"] = static inbox => _ = inbox.Receive(static _ => true, default(Deadline)),
        ["Receive<TCase>(state)"] = static inbox => _ = inbox.Receive<string>("state"),
        ["Receive<TCase>(predicate)"] = static inbox => _ = inbox.Receive<string>(static _ => true),
        ["Receive<TCase>(limit)"] = static inbox => _ = inbox.Receive<string>(TimeSpan.FromSeconds(1)),
        ["Receive<TCase>(deadline)"] = static inbox => _ = inbox.Receive<string>(default(Deadline)),
        ["Receive<TCase>(predicate, limit)"] = static inbox => _ = inbox.Receive<string>(static _ => true, TimeSpan.FromSeconds(1)),
        ["Receive<TCase>(predicate, deadline)"] = static inbox => _ = inbox.Receive<string>(static _ => true, default(Deadline)),
        ["Expect"] = static inbox => _ = inbox.Expect("e"),
        ["GetAsyncEnumerator"] = static inbox => _ = inbox.GetAsyncEnumerator(),
        ["MoveNextAsync"] = static inbox => _ = inbox.MoveNextAsync(),
        ["Where"] = static inbox => _ = inbox.Where(static _ => true),
        ["Run"] = static inbox => _ = inbox.Run(new List<Wait>()),
        ["Post"] = static inbox => inbox.Post("e"),
        ["Defer"] = static inbox => inbox.Defer("e"),
        ["Handle<TCase>"] = static inbox => inbox.Handle<string>(static _ => { }),
        ["Handle(predicate)"] = static inbox => inbox.Handle(static _ => true, static _ => { }),
        ["Until<TCase>"] = static inbox => inbox.Until<string>(),
        ["Until(predicate)"] = static inbox => inbox.Until(static _ => true),
        ["Within"] = static inbox => inbox.Within(TimeSpan.FromSeconds(1)),
        ["Deadline"] = static inbox => inbox.Deadline(TimeSpan.FromSeconds(1)),
        ["SetTimer"] = static inbox => inbox.SetTimer("timer", TimeSpan.FromSeconds(1), "e"),
        ["CancelTimer"] = static inbox => inbox.CancelTimer("timer"),
        ["SetStateTimer"] = static inbox => inbox.SetStateTimer(TimeSpan.FromSeconds(1), "e"),
        ["CancelStateTimer"] = static inbox => inbox.CancelStateTimer(),
        ["Await(task of a result)"] = static inbox => _ = inbox.Await(static _ => Task.FromResult(1)),
        ["Await(task)"] = static inbox => _ = inbox.Await(static _ => Task.CompletedTask),
        ["Await(value task of a result)"] = static inbox => _ = inbox.Await(static _ => ValueTask.FromResult(1)),
        ["Await(value task)"] = static inbox => _ = inbox.Await(static _ => ValueTask.CompletedTask),
        ["AwaitEach(function)"] = static inbox => _ = inbox.AwaitEach(static _ => AsyncEnumerable.Empty<int>()),
        ["AwaitEach(stream)"] = static inbox => _ = inbox.AwaitEach(AsyncEnumerable.Empty<int>()),
        ["Invoke(task of a result)"] = static inbox => _ = inbox.Invoke(static _ => Task.FromResult(1), static _ => "e"),
        ["Invoke(task)"] = static inbox => _ = inbox.Invoke(static _ => Task.CompletedTask, static () => "e"),
        ["Invoke(value task of a result)"] = static inbox => _ = inbox.Invoke(static _ => ValueTask.FromResult(1), static _ => "e"),
        ["Invoke(value task)"] = static inbox => _ = inbox.Invoke(static _ => ValueTask.CompletedTask, static () => "e"),
        ["chart"] = static inbox => _ = Chart.Start("A").Run(inbox),
    };

    public static TheoryData<string> Names() => [.. Members.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Inbox_DefaultValue_EachMemberThrows(string member)
    {
        var message = Assert.Throws<InvalidOperationException>(() => Members[member](default)).Message;
        Assert.Contains("Inbox is the default value", message);
        Assert.Contains("Machine.Start", message);
    }

    [Fact]
    public void Inbox_PublicMembers_AreAllInTheTable()
    {
        var members = typeof(Inbox<string>).GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(static member => member is PropertyInfo or MethodInfo { IsSpecialName: false });
        Assert.Equal(members.Count(), Members.Keys.Count(static name => name != "chart"));
    }

    [Fact]
    public void FilteredEvents_DefaultValue_Throws()
    {
        AssertSaysSo(static () => _ = default(FilteredEvents<string>).MoveNextAsync());
        AssertSaysSo(static () => _ = default(FilteredEvents<string>).Current);
    }

    [Fact]
    public void Superstate_DefaultValue_Throws()
    {
        AssertSaysSo(static () => _ = default(Superstate<string>).Run(Coroutine.Completed));
        AssertSaysSo(static () => _ = default(Superstate<string>).Run(Coroutine.FromResult(1)));
    }

    [Fact]
    public void HandlerScope_DefaultValue_DoesNothing() => default(HandlerScope<string>).Dispose();

    private static void AssertSaysSo(Action call) =>
        Assert.Contains("is the default value", Assert.Throws<InvalidOperationException>(call).Message);
}
