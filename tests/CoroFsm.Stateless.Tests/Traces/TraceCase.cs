using System.Globalization;

namespace CoroFsm.Stateless.Tests.Traces;

/// <summary>A chart of the trace file, built so that it writes the same lines.</summary>
internal sealed class TraceCase : IStatechartObserver<char, char>
{
    private readonly List<string> log = [];
    private readonly StatechartBuilder<char, char> chart = new();
    private char state = 'A';

    internal Action<Transition<char, char>>? Transitioned { get; set; }

    internal Action<Transition<char, char>>? Completed { get; set; }

    internal StatechartBuilder<char, char> Chart => chart;

    internal StateConfiguration<char, char> this[char state] => chart.Configure(state);

    /// <summary>Starts in another state than A.</summary>
    internal void From(char start) => state = start;

    internal void Log(string line) => log.Add(line);

    internal bool Logs(string line, bool answer)
    {
        log.Add(line);
        return answer;
    }

    /// <summary>Logs the entries and exits of states; "A&lt;P&lt;R" nests each state in the next.</summary>
    internal void Logged(params string[] chains)
    {
        foreach (var chain in chains.Select(chain => chain.Replace("<", "", StringComparison.Ordinal)))
        {
            for (var i = 0; i + 1 < chain.Length; i++)
                this[chain[i]].SubstateOf(chain[i + 1]);
        }

        foreach (var name in string.Concat(chains).Replace("<", "", StringComparison.Ordinal).Distinct())
        {
            this[name].OnEntry(t => Log($"en{name}({t.Source}>{t.Destination},st={state})"));
            this[name].OnExit(t => Log($"ex{name}({t.Source}>{t.Destination},st={state})"));
        }
    }

    /// <summary>Fires a trigger and returns the lines, the last one with the state.</summary>
    internal string[] Run(string triggers)
    {
        var machine = chart.Build().Start(
            () => state,
            value =>
            {
                state = value;
                Log($"set={state}");
            },
            context: null,
            this);
        foreach (var trigger in triggers)
        {
            try
            {
                machine.Fire(trigger);
            }
            catch (Exception)
            {
                Log("!");
            }
        }

        Log(string.Create(CultureInfo.InvariantCulture, $"state={state}"));
        return [.. log];
    }

    void IStatechartObserver<char, char>.OnTransitioned(Transition<char, char> transition)
    {
        Log($"T({transition.Source}>{transition.Destination}:{transition.Trigger})");
        Transitioned?.Invoke(transition);
    }

    void IStatechartObserver<char, char>.OnTransitionCompleted(Transition<char, char> transition)
    {
        Log($"TC({transition.Source}>{transition.Destination}:{transition.Trigger} state={state})");
        Completed?.Invoke(transition);
    }
}
