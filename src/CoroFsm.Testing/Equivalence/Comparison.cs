using System.Text;
using CoroFsm.Diagnostics;

namespace CoroFsm.Testing;

/// <summary>Compares two machines; holds what a comparison needs, and how the user's code writes it.</summary>
internal sealed record Comparison<TEvent>(
    Func<ExploredMachine<TEvent>> Left,
    Func<ExploredMachine<TEvent>> Right,
    string LeftCode,
    string RightCode,
    EquivalenceOptions Options,
    CancellationToken CancellationToken)
{
    /// <summary>Sends one sequence of events to both, up to the first difference.</summary>
    internal EquivalenceResult<TEvent> Compare(IEnumerable<Choice<TEvent>> events)
    {
        CancellationToken.ThrowIfCancellationRequested();
        using var pair = Start();
        HashSet<PairConfiguration> configurations = [pair.Configuration];
        List<Choice<TEvent>> sent = [];
        List<PairObservation> seen = [pair.Observe()];
        if (seen[^1].Difference is { } atStart)
            return Differing(atStart, sent, seen, configurations.Count);

        foreach (var @event in events)
        {
            CancellationToken.ThrowIfCancellationRequested();
            sent.Add(@event);
            seen.Add(pair.Send(@event));
            configurations.Add(pair.Configuration);
            if (seen[^1].Difference is { } difference)
                return Differing(difference, sent, seen, configurations.Count);
        }

        var closing = pair.Close();
        if (closing.Difference is { } atEnd)
            return Differing(atEnd, sent, [.. seen, closing], configurations.Count);

        return new($"Equal after each of {sent.Count} events{pair.Remark}.")
        {
            States = configurations.Count,
            Transitions = sent.Count,
            Sequences = 1,
        };
    }

    internal Pair<TEvent> Start() => Pair<TEvent>.Start(Left, Right, Options.ComparesMessages);

    internal string CodeOf(Choice<TEvent> choice) => choice.Outcome is { } outcome ? $"({outcome})" : CodeOf(choice.Event);

    private string CodeOf(TEvent @event) => Options.Describe is { } describe ? DisplayText.By(describe, @event) : EventCode.Of(@event);

    private EquivalenceResult<TEvent> Differing(string difference, List<Choice<TEvent>> choices, List<PairObservation> seen, int states)
    {
        List<TEvent> events = [.. choices.Where(static choice => choice.Outcome is null).Select(static choice => choice.Event)];
        var hasCode = events.Count == choices.Count;
        var code = $"Equivalence.Compare(\n    {LeftCode},\n    {RightCode},\n    {Listed(events)}).EnsureEqual();\n";
        var what = hasCode ? "event" : "event and end of work";
        var when = choices.Count == 0 ? "from the start" : $"after {choices.Count} {(choices.Count == 1 ? what : what + "s")}";
        var text = $"The machines differ {when}, in {difference}.\n\n{Story(choices, seen)}\n{(hasCode ? code : "")}";
        return new(text)
        {
            Counterexample = events,
            Code = hasCode ? code : null,
            States = states,
            Transitions = choices.Count,
            Sequences = 1,
        };
    }

    /// <summary>Writes the events as code. An empty list is written with its type, which the compiler cannot infer.</summary>
    private string Listed(List<TEvent> events) => events.Count == 0
        ? $"Array.Empty<{EventCode.NameOf(typeof(TEvent))}>()"
        : $"[{string.Join(", ", events.Select(CodeOf))}]";

    private string Story(List<Choice<TEvent>> events, List<PairObservation> seen)
    {
        const int Shown = 30;
        var skipped = Math.Max(0, seen.Count - Shown);
        string[][] rows =
        [
            ["event", "left", "right"],
            .. skipped > 0 ? new[] { new[] { "…", "…", "…" } } : [],
            .. seen.Index().Skip(skipped).Select(at => new[] { Title(at.Index), at.Item.Left.ToString(), at.Item.Right.ToString() }),
        ];
        var widths = Enumerable.Range(0, 2).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var story = new StringBuilder();
        foreach (var row in rows)
        {
            var padded = string.Concat(row.Take(2).Select((cell, column) => cell.PadRight(widths[column] + 2)));
            story.Append("    ").Append(padded).Append(row[2]).Append('\n');
        }

        return story.ToString();

        string Title(int step) => step == 0 ? "(start)" : step <= events.Count ? CodeOf(events[step - 1]) : "(close)";
    }
}
