using CoroFsm.Diagnostics;
using CoroFsm.Testing;

namespace CoroFsm.Tests.Machines.Work;

/// <summary>Explorations of machines that await work: its ends are choices of the exploration.</summary>
public sealed class WorkExplorationTests
{
    private static readonly MachineOptions Synchronized = new() { Synchronized = true };

    private static readonly WorkOutcome[] Outcomes =
        [WorkOutcome.Returns(7, "Charging"), WorkOutcome.Fails(new ArithmeticException(), "Charging"), WorkOutcome.Completes()];

    [Fact]
    public void Explore_MachineAwaitsWork_TriesEachEndOfIt()
    {
        var graph = StateGraph.Explore(
            () => Machine.Start<string>(Order, Synchronized), ["pay", "cancel"], new() { Outcomes = Outcomes });
        Assert.Equal(
            [
                "Ordered -> Paying/Charging: pay",
                "Paying/Charging -> Cancelled: cancel",
                "Paying/Charging -> Shipping: Charging returns 7",
                "Paying/Charging -> Ordered: Charging fails with ArithmeticException",
                "Shipping -> Completed: work completes",
            ],
            graph.Edges.Select(static edge => edge.ToString()));
    }

    [Fact]
    public void Explore_MachineFaultsByWork_ShowsTheException()
    {
        var graph = StateGraph.Explore(
            () => Machine.Start<string>(static async inbox => await inbox.Await(NeverCalled, "Charging"), Synchronized),
            [],
            new() { Outcomes = Outcomes });
        Assert.Contains(
            "Charging -> Faulted: Charging fails with ArithmeticException / throws ArithmeticException",
            graph.Edges.Select(static edge => edge.ToString()));
    }

    [Fact]
    public void Explore_InvokedWorkAndStreams_AreEndedByOutcomes()
    {
        var graph = StateGraph.Explore(
            () => Machine.Start<string>(
                static async inbox =>
                {
                    using (inbox.Invoke(NeverCalled, static r => $"loaded {r}", static _ => "failed", name: "Charging"))
                    {
                        await inbox.Receive("Loading");
                    }

                    await foreach (var item in inbox.AwaitEach(NeverOpened, "Listing"))
                        await inbox.Receive("Showing");
                },
                Synchronized),
            ["next"],
            new() { Outcomes = [WorkOutcome.Returns(7), WorkOutcome.Completes()] });
        Assert.Equal(
            [
                "Loading -> Listing: next",
                "Loading -> Listing: work returns 7",
                "Listing -> Showing: work returns 7",
                "Listing -> Completed: work completes",
                "Showing -> Listing: next",
            ],
            graph.Edges.Select(static edge => edge.ToString()));
    }

    [Fact]
    public void Explore_Equivalence_MachinesThatDifferAfterWork_ReportsTheEndOfWork()
    {
        var result = Equivalence.Explore<string>(
            () => Machine.Start<string>(Order, Synchronized),
            () => Machine.Start<string>(CarelessOrder, Synchronized),
            ["pay", "cancel"],
            new() { Outcomes = Outcomes });
        Assert.False(result.AreEqual);
        Assert.Equal(["pay"], result.Counterexample!);
        Assert.Null(result.Code);
        Assert.Contains("(Charging fails with ArithmeticException)", result.ToString());
    }

    [Fact]
    public void Explore_Equivalence_SameMachine_IsEqual()
    {
        var result = Equivalence.Explore<string>(
            () => Machine.Start<string>(Order, Synchronized),
            () => Machine.Start<string>(Order, Synchronized),
            ["pay", "cancel"],
            new() { Outcomes = Outcomes });
        result.EnsureEqual();
        Assert.True(result.States >= 5);
    }

    [Fact]
    public void Explore_WithoutOutcomes_CallsTheWork()
    {
        var graph = StateGraph.Explore(
            () => Machine.Start<string>(
                static async inbox =>
                {
                    await inbox.Receive("First");
                    await inbox.Await(static _ => Task.CompletedTask, "Working");
                    await inbox.Receive("Second");
                },
                Synchronized),
            ["next"]);
        Assert.Equal(["First -> Second: next", "Second -> Completed: next"], graph.Edges.Select(static edge => edge.ToString()));
    }

    [Fact]
    public void Await_AfterAnExploration_CallsTheWorkAgain()
    {
        Explore_MachineAwaitsWork_TriesEachEndOfIt();
        var isCalled = false;
        using var machine = Machine.Start<string>(
            async inbox => await inbox.Await(_ =>
            {
                isCalled = true;
                return Task.CompletedTask;
            }),
            Synchronized);
        Assert.True(isCalled);
    }

    private static async Coroutine Order(Inbox<string> inbox)
    {
        while (true)
        {
            await inbox.Receive(static e => e == "pay", "Ordered");
            var end = await inbox.Until(static e => e == "cancel").Run(Paying(inbox));
            if (end.IsInterrupted)
            {
                await inbox.Receive(static _ => false, "Cancelled");
            }
            else if (end.Result)
            {
                await inbox.Await(static _ => Task.CompletedTask, "Shipping");
                return;
            }
        }
    }

    private static async Coroutine<bool> Paying(Inbox<string> inbox)
    {
        try
        {
            return await inbox.Await(NeverCalled, "Charging") > 0;
        }
        catch (ArithmeticException)
        {
            return false;
        }
    }

    private static async Coroutine CarelessOrder(Inbox<string> inbox)
    {
        await inbox.Receive(static e => e == "pay", "Ordered");
        var end = await inbox.Until(static e => e == "cancel").Run(Charge(inbox));
        if (end.IsInterrupted)
            await inbox.Receive(static _ => false, "Cancelled");
        else
            await inbox.Await(static _ => Task.CompletedTask, "Shipping");

        static async Coroutine Charge(Inbox<string> inbox) => await inbox.Await(NeverCalled, "Charging");
    }

    private static Task<int> NeverCalled(CancellationToken cancellationToken) => throw new NotSupportedException("The work was called.");

    private static IAsyncEnumerable<int> NeverOpened(CancellationToken cancellationToken) =>
        throw new NotSupportedException("The stream was opened.");
}
