namespace CoroFsm.Testing.Tests.Equivalences;

/// <summary>Exceptions and clean-up during exploration, and the claims of a verdict.</summary>
public sealed class CleanUpTests
{
    [Fact]
    public void Explore_ExceptionsWithOtherMessages_Differ()
    {
        var result = Equivalence.Explore(() => Throwing("no paper"), () => Throwing("no ink"), ["print"]);
        Assert.Equal(["print"], result.Counterexample);
        Assert.Contains(
            "in the message of the exception: \"no paper\" on the left, \"no ink\" on the right",
            result.ToString(),
            StringComparison.Ordinal);
        Equivalence.Explore(() => Throwing("no paper"), () => Throwing("no paper"), ["print"]).EnsureEqual();
        Equivalence.Explore(
            () => Throwing("no paper"),
            () => Throwing("no ink"),
            ["print"],
            new() { ComparesMessages = false }).EnsureEqual();
        Assert.False(Equivalence.Compare(() => Throwing("no paper"), () => Throwing("no ink"), ["print"]).AreEqual);
    }

    [Fact]
    public void Explore_ExceptionMessageThrows_IsShownByType()
    {
        Equivalence.Explore(() => Failing(), () => Failing(), ["print"]).EnsureEqual();
        Assert.Contains("Unreadable (its Message throws NotSupportedException)", Equivalence.Explore(
            () => Failing(),
            () => Failing("other"),
            ["print"]).ToString(), StringComparison.Ordinal);

        static ExploredMachine<string> Failing(string? message = null) =>
            ExploredMachine.Of(new object(), (object _, string _) => throw new Unreadable(message), _ => "Idle");
    }

    /// <summary>The clean-up throws after "break": at the sequence ["break"] and no other.</summary>
    [Theory]
    [InlineData(null, "stuck", "the clean-up: no exception on the left, throws IOException on the right")]
    [InlineData("stuck", "jammed", "the message of the exception of the clean-up: \"stuck\" on the left, \"jammed\" on the right")]
    [InlineData("stuck", "stuck", null)]
    public void Explore_CleanUpThrows_IsPartOfBehavior(string? left, string? right, string? difference)
    {
        var result = Equivalence.Explore(() => Closing(left), () => Closing(right), ["on", "break"]);
        if (difference is null)
        {
            result.EnsureEqual();
            return;
        }

        Assert.Equal(["break"], result.Counterexample);
        Assert.Contains($"The machines differ after 1 event, in {difference}.", result.ToString(), StringComparison.Ordinal);
        Assert.Contains("(close)", result.ToString(), StringComparison.Ordinal);
        Assert.False(Equivalence.Compare(() => Closing(left), () => Closing(right), result.Counterexample!).AreEqual);
        Assert.True(Equivalence.Compare(() => Closing(left), () => Closing(right), ["on"]).AreEqual);
    }

    [Fact]
    public void Explore_CleanUpThrowsFromTheStart_DiffersWithoutEvents()
    {
        var result = Equivalence.Explore(() => Closing("stuck", isBroken: true), () => Closing(null), ["on"]);
        Assert.Equal([], result.Counterexample);
        Assert.Contains(
            "differ from the start, in the clean-up: throws IOException on the left, no exception on the right",
            result.ToString(),
            StringComparison.Ordinal);
    }

    /// <summary>If another error ends the exploration, an exception of the clean-up does not replace it.</summary>
    [Fact]
    public void Explore_FunctionAndCleanUpThrow_ThrowsErrorOfFunction()
    {
        Assert.Throws<TimeoutException>(() => Equivalence.Explore(() => Closing("stuck", isBroken: true), Fail, ["on"]));

        static ExploredMachine<string> Fail() => throw new TimeoutException();
    }

    [Fact]
    public void Explore_DisposableClass_IsDisposedOnce()
    {
        var (made, disposed) = (0, 0);
        Equivalence.Explore(() => Adapted(), () => Adapted(), [1]).EnsureEqual();
        Assert.InRange(made, 4, 100);
        Assert.Equal(made, disposed);

        ExploredMachine<int> Adapted()
        {
            made++;
            return ExploredMachine.Of(new Disposing(() => disposed++), (Disposing _, int _) => true, _ => "Idle");
        }
    }

    [Fact]
    public void Explore_StatesOfOneNameHideData_VerdictStatesItsExtent()
    {
        var result = Equivalence.Explore(() => Counting(3), () => Counting(5), ["up"]);
        Assert.Equal(
            "No difference in 1 state, 1 transition, 2 sequences of events. States were distinguished by name and position, with a "
                + "lookahead of 2 events; data that these do not show may still differ.",
            result.ToString());
        Assert.Equal(["up", "up", "up"], Equivalence.Explore(
            () => Counting(3),
            () => Counting(5),
            ["up"],
            new() { Lookahead = 3 }).Counterexample);
        Assert.Equal(["up", "up", "up"], Equivalence.Explore(
            () => Counting(3, withData: true),
            () => Counting(5, withData: true),
            ["up"]).Counterexample);
        Assert.Equal(
            ["up", "up", "up"], Equivalence.Explore(() => Counting(3), () => Counting(5), ["up"], new() { Lookahead = 3 }).Counterexample);
        Assert.Equal(
            ["up", "up", "up"],
            Equivalence.Explore(() => Counting(3, withData: true), () => Counting(5, withData: true), ["up"]).Counterexample);
        Assert.Equal(
            "No difference in 4 states, 4 transitions, 5 sequences of events. States were distinguished by name, position and data, with a "
                + "lookahead of 2 events.",
            Equivalence.Explore(() => Counting(3, withData: true), () => Counting(3, withData: true), ["up"]).ToString());
        Assert.EndsWith("may still differ.", Equivalence.Explore(
            () => Counting(3, withData: true),
            () => Counting(3),
            ["up"]).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_CleanUpGivesOtherOutput_Differs()
    {
        var result = Equivalence.Explore(() => Stopping("motor off"), () => Stopping("horn"), ["on"]);
        Assert.Equal([], result.Counterexample);
        Assert.Contains(
            "in the outputs of the clean-up: motor off on the left, horn on the right", result.ToString(), StringComparison.Ordinal);
        Assert.Contains("(close)  (closed) / motor off  (closed) / horn", result.ToString(), StringComparison.Ordinal);
        Assert.False(Equivalence.Compare(() => Stopping("motor off"), () => Stopping("horn"), ["on"]).AreEqual);
        Equivalence.Explore(() => Stopping("motor off"), () => Stopping("motor off"), ["on"]).EnsureEqual();
    }

    /// <summary>A clean-up that clears the list is an error; after an earlier failure, that failure is thrown.</summary>
    [Fact]
    public void Explore_CleanUpClearsOutputs_IsRefusedUnlessFailedBefore()
    {
        var error = Assert.ThrowsAny<InvalidOperationException>(() => Equivalence.Compare(
            () => Stopping(null),
            () => Stopping(null),
            ["on"]));
        Assert.Contains("Let the machine only add to the end of the list", error.Message, StringComparison.Ordinal);
        Assert.Throws<TimeoutException>(() => Equivalence.Compare(() => Stopping(null), () => Stopping(null), Failing()));

        static IEnumerable<string> Failing()
        {
            yield return "on";
            throw new TimeoutException();
        }
    }

    private static ExploredMachine<string> Stopping(string? lastWords)
    {
        List<string> log = [];
        return ExploredMachine.Of(Machine.Start<string>(inbox => Motor(inbox, log, lastWords))).WithOutputs(log);
    }

    private static async Coroutine Motor(Inbox<string> inbox, List<string> log, string? lastWords)
    {
        try
        {
            while (true)
                log.Add(await inbox.Receive("Running"));
        }
        finally
        {
            if (lastWords is null)
                log.Clear();
            else
                log.Add(lastWords);
        }
    }

    private static ExploredMachine<string> Throwing(string message) =>
        ExploredMachine.Of(new object(), (object _, string _) => throw new IOException(message), _ => "Idle");

    private static ExploredMachine<string> Counting(int limit, bool withData = false)
    {
        var counts = new List<string>();
        var machine = ExploredMachine.Of(counts, (List<string> counts, string e) =>
        {
            if (counts.Count < limit)
                counts.Add(e);
        }, counts => counts.Count == limit ? "Full" : "Counting");
        return withData ? machine.WithData(() => counts.Count) : machine;
    }

    private static ExploredMachine<string> Closing(string? message, bool isBroken = false) =>
        Machine.Start<string>(inbox => Door(inbox, message, isBroken));

    private static async Coroutine Door(Inbox<string> inbox, string? message, bool isBroken)
    {
        try
        {
            while (true)
                isBroken = await inbox.Receive("Waiting") == "break";
        }
        finally
        {
            CleanUp(isBroken ? message : null);
        }
    }

    private static void CleanUp(string? message)
    {
        if (message is not null)
            throw new IOException(message);
    }

    private sealed class Disposing(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }

#pragma warning disable CA1032, CA1064 // Only its message matters.
    private sealed class Unreadable(string? message) : Exception
    {
        public override string Message => message ?? throw new NotSupportedException();
    }
#pragma warning restore CA1032, CA1064
}
