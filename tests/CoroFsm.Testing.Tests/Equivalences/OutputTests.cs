namespace CoroFsm.Testing.Tests.Equivalences;

/// <summary>No output gets lost unnoticed.</summary>
public sealed class OutputTests
{
    [Theory]
    [InlineData("right")]
    [InlineData("left")]
    public void Explore_OutputsOfOneSideOnly_AreReportedAsNotCompared(string silent)
    {
        var (left, right) =
            silent == "right" ? (Logging, Silent) : ((Func<ExploredMachine<int>>)Silent, (Func<ExploredMachine<int>>)Logging);
        Assert.StartsWith(
            $"No difference in 1 state, 1 transition, 2 sequences of events (outputs not compared: the {silent} side gives none). ",
            Equivalence.Explore(left, right, [1]).ToString(),
            StringComparison.Ordinal);
        Assert.Equal(
            $"Equal after each of 2 events (outputs not compared: the {silent} side gives none).",
            Equivalence.Compare(left, right, [1, 1]).ToString());
        Assert.Contains(
            $"(outputs not compared: the {silent} side gives none), but MaxEvents, 1, was met",
            Equivalence.Explore(left, right, [1], new() { MaxEvents = 1 }).ToString(),
            StringComparison.Ordinal);
        Assert.DoesNotContain("not compared", Equivalence.Explore(left, left, [1]).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_OutputListClearedAndRefilled_IsRefused()
    {
        var error = Assert.ThrowsAny<InvalidOperationException>(() => Equivalence.Explore(Clearing, Clearing, [1, 2]));
        Assert.Contains("Let the machine only add to the end of the list", error.Message, StringComparison.Ordinal);

        static ExploredMachine<int> Clearing()
        {
            List<string> log = [];
            return ExploredMachine.Of(
                log,
                (List<string> log, int e) =>
                {
                    log.Clear();
                    log.Add($"{e}");
                },
                _ => "Waiting").WithOutputs(log);
        }
    }

    [Fact]
    public void Explore_ExceptionsOfSameNameInOtherNamespace_Differ()
    {
        var result = Equivalence.Explore(
            () => Throwing(() => throw new TimeoutException()),
            () => Throwing(() => throw new Elsewhere.TimeoutException()),
            [1]);
        Assert.Equal([1], result.Counterexample);
        Assert.Contains(
            "the exception: System.TimeoutException on the left, "
                + "CoroFsm.Testing.Tests.Equivalences.OutputTests+Elsewhere+TimeoutException on the right",
            result.ToString(),
            StringComparison.Ordinal);

        static ExploredMachine<int> Throwing(Action action) =>
            ExploredMachine.Of(new object(), (object _, int _) => action(), _ => "Waiting");
    }

    private static ExploredMachine<int> Logging()
    {
        List<string> log = [];
        return ExploredMachine.Of(log, (List<string> log, int e) => log.Add($"{e}"), _ => "Waiting").WithOutputs(log);
    }

    private static ExploredMachine<int> Silent() => ExploredMachine.Of(new object(), (object _, int _) => true, _ => "Waiting");

    private static class Elsewhere
    {
#pragma warning disable CA1032, CA1064 // Only its name matters.
        internal sealed class TimeoutException : Exception;
#pragma warning restore CA1032, CA1064
    }
}
