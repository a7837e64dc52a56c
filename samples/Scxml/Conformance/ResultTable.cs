namespace ScxmlSample;

/// <summary>Writes the results of conformance tests as Markdown.</summary>
internal static class ResultTable
{
    /// <param name="suite">The tests.</param>
    /// <param name="failures">Why tests have failed; null for a test that passes. Tests that are absent were left out.</param>
    internal static IEnumerable<string> Lines(TestSuite suite, IReadOnlyDictionary<ConformanceTest, string?> failures)
    {
        yield return "| conformance | assertions | passed | failed | left out |";
        yield return "| --- | ---: | ---: | ---: | ---: |";
        yield return Summary("mandatory, automatic", static assertion => assertion is { IsMandatory: true, IsManual: false });
        yield return Summary("mandatory, manual", static assertion => assertion is { IsMandatory: true, IsManual: true });
        yield return Summary("optional", static assertion => !assertion.IsMandatory);
        yield return "";
        yield return "| section | passed | failed | left out |";
        yield return "| --- | --- | --- | --- |";
        foreach (var section in suite.Assertions.GroupBy(static assertion => assertion.Section))
        {
            var byState = section.ToLookup(StateOf);
            yield return $"| {section.Key} | {Names(byState[State.Passed])} "
                + $"| {Names(byState[State.Failed])} | {Names(byState[State.LeftOut])} |";
        }

        foreach (var (test, failure) in failures.Where(static pair => pair.Value is not null))
            yield return $"\n{test}: {failure}";

        string Summary(string title, Func<Assertion, bool> isMeant)
        {
            var states = suite.Assertions.Where(isMeant).CountBy(StateOf).ToDictionary();
            return $"| {title} | {states.Values.Sum()} | {states.GetValueOrDefault(State.Passed)} "
                + $"| {states.GetValueOrDefault(State.Failed)} | {states.GetValueOrDefault(State.LeftOut)} |";
        }

        State StateOf(Assertion assertion)
        {
            var tests = failures.Where(pair => pair.Key.Assertion == assertion).Select(static pair => pair.Value).ToArray();
            if (tests.Length == 0)
                return State.LeftOut;
            return Array.TrueForAll(tests, static failure => failure is null) ? State.Passed : State.Failed;
        }
    }

    private static string Names(IEnumerable<Assertion> assertions) =>
        string.Join(' ', assertions.OrderBy(TestSuite.NumberOf).Select(static assertion => assertion.Id));

    private enum State
    {
        Passed,
        Failed,
        LeftOut,
    }
}
