using System.Globalization;
using System.Text;

namespace CoroFsm.Tests.Statecharts.Engines;

/// <summary>A transition of a generated chart.</summary>
/// <param name="State">The state that declares it.</param>
/// <param name="Trigger">The trigger.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Destination">The destination of a permitted transition.</param>
/// <param name="Table">The destinations of a dynamic transition, by the flags.</param>
/// <param name="Flag">The flag that its guard reads; -1: no guard.</param>
/// <param name="Expected">What the flag must be.</param>
/// <param name="Fires">What its action fires.</param>
internal sealed record TransitionCase(
    char State, char Trigger, TransitionKind Kind, char Destination, string Table, int Flag, bool Expected, string Fires)
{
    internal string GuardText => $"{(Expected ? "" : "!")}flags[{Flag}]";
}

/// <summary>A state of a generated chart.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Superstate">Its superstate, if it has one.</param>
/// <param name="Initial">Its initial substate, if it has one.</param>
/// <param name="EntryFires">What its entry action fires.</param>
/// <param name="ExitFires">What its exit action fires.</param>
/// <param name="NotificationFires">What the observer fires at a transition to the state.</param>
internal sealed record StateCase(char Name, char? Superstate, char? Initial, string EntryFires, string ExitFires, string NotificationFires);

/// <summary>
/// A chart, and the triggers that it gets: each character of <paramref name="Events"/> is a trigger, or a digit that turns a flag over.
/// </summary>
internal sealed record ChartCase(StateCase[] States, TransitionCase[] Transitions, bool HasCallback, char Start, string Events)
{
    /// <summary>Maximum number of triggers that are fired from inside, so that every case ends.</summary>
    internal const int Budget = 12;

    internal const int Flags = 2;

    internal const int MaxStates = 6;

    internal const string Triggers = "wxyz";

    /// <summary>Shows the case as code that can be pasted into a test.</summary>
    public override string ToString()
    {
        var code = new StringBuilder();
        code.AppendLine().AppendLine("bool[] flags = [false, false];");
        code.AppendLine("var chart = Statechart.Build<char, char>(chart =>").AppendLine("{");
        if (HasCallback)
            code.AppendLine("    chart.OnUnhandledTrigger((state, trigger) => Console.WriteLine($\"unhandled {trigger} in {state}\"));");
        foreach (var state in States)
            Append(code, state);
        code.AppendLine("});").AppendLine(CultureInfo.InvariantCulture, $"var machine = chart.Start('{Start}');");
        foreach (var e in Events)
            code.AppendLine(char.IsAsciiDigit(e) ? $"flags[{e}] = !flags[{e}];" : $"machine.Fire('{e}');");
        return code.ToString();
    }

    private void Append(StringBuilder code, StateCase state)
    {
        code.Append(CultureInfo.InvariantCulture, $"    chart.Configure('{state.Name}')");
        if (state.Superstate is { } superstate)
            code.Append(CultureInfo.InvariantCulture, $".SubstateOf('{superstate}')");
        if (state.Initial is { } initial)
            code.Append(CultureInfo.InvariantCulture, $".InitialTransition('{initial}')");
        code.Append(Firing("OnEntry", state.EntryFires)).Append(Firing("OnExit", state.ExitFires));
        if (state.NotificationFires.Length > 0)
            code.Append(CultureInfo.InvariantCulture, $" /* an observer's OnTransitioned to it fires {state.NotificationFires} */");
        foreach (var transition in Transitions.Where(transition => transition.State == state.Name))
        {
            var (name, rest) = transition.Kind switch
            {
                TransitionKind.Permit => ("Permit", $", '{transition.Destination}'"),
                TransitionKind.Reentry => ("PermitReentry", ""),
                TransitionKind.Ignore => ("Ignore", ""),
                TransitionKind.Internal => ("InternalTransition", ", () => { }"),
                _ => ("PermitDynamic", $", () => \"{transition.Table}\"[(flags[0] ? 1 : 0) + (flags[1] ? 2 : 0)]"),
            };
            code.AppendLine().Append(CultureInfo.InvariantCulture, $"        .{name}('{transition.Trigger}'{rest})");
            if (transition.Flag >= 0)
                code.Append(CultureInfo.InvariantCulture, $".If(() => {transition.GuardText})");
            code.Append(Firing("Do", transition.Fires));
        }

        code.AppendLine(";");
    }

    private static string Firing(string method, string triggers) => triggers.Length == 0
        ? ""
        : $".{method}(t => {{ {string.Concat(triggers.Select(trigger => $"t.Machine.Fire('{trigger}'); "))}}})";
}
