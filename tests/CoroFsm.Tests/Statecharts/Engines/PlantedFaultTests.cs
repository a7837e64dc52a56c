namespace CoroFsm.Tests.Statecharts.Engines;

/// <summary>The laws of <see cref="EngineLaws"/> find faults that are planted in the engine; otherwise they would prove nothing.</summary>
public sealed class PlantedFaultTests
{
    public static TheoryData<string> Mutations => [.. Mutation.All.Select(mutation => mutation.Name)];

    [Theory]
    [MemberData(nameof(Mutations))]
    public void Chart_OnBrokenEngine_DifferenceIsFound(string mutation)
    {
        var broken = new Engine.Broken(Mutation.All.Single(candidate => candidate.Name == mutation));
        var error = Assert.ThrowsAny<Exception>(() =>
            EngineLaws.Check(test => EngineLaws.Compare(broken, Engine.OnStateless, test), seed: "1,3", cases: 10_000));
        Assert.Contains("var chart = Statechart.Build", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> QuickMutations => [.. QuickMutation.All.Select(mutation => mutation.Name)];

    /// <summary>The properties find a fault in each of the short forms.</summary>
    [Theory]
    [MemberData(nameof(QuickMutations))]
    public void Chart_FaultInShortForm_DifferenceIsFound(string name)
    {
        var error = Assert.ThrowsAny<Exception>(() => CheckQuickly(QuickMutation.All.Single(mutation => mutation.Name == name), 10_000));
        Assert.Contains("var chart = Statechart.Build", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> RewrittenForms => [.. QuickMutation.None.Select(mutation => mutation.Name)];

    [Theory]
    [MemberData(nameof(RewrittenForms))]
    public void Chart_RewrittenShortForm_BehavesEqually(string name) =>
        CheckQuickly(QuickMutation.None.Single(mutation => mutation.Name == name), cases: 200);

    /// <summary>The property finds the fault, and not that the tables were written again.</summary>
    [Fact]
    public void Chart_OnEngineWithRebuiltTables_BehavesEqually() =>
        EngineLaws.Check(test => EngineLaws.Compare(new Engine.Broken(Mutation.None), Engine.OnStateless, test), cases: 500);

    private static void CheckQuickly(QuickMutation mutation, int cases)
    {
        var (broken, detail) = (new Engine.BrokenQuietly(mutation), mutation.Detail is Detail.Bare ? Detail.Bare : Detail.Terse);
        EngineLaws.Check(
            test => EngineLaws.Compare(Engine.Default, broken, test, detail: detail, otherDetail: mutation.Detail),
            seed: "1,3",
            cases: cases);
    }
}
