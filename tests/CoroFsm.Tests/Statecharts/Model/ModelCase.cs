using System.Globalization;
using System.Text;

namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>What a step of a case does.</summary>
internal enum StepKind
{
    /// <summary>Fires a trigger.</summary>
    Fire,

    /// <summary>Raises a trigger from outside.</summary>
    Raise,

    /// <summary>Lets time pass.</summary>
    Advance,

    /// <summary>Leaves all states.</summary>
    Exit,
}

/// <summary>A step of a case.</summary>
internal readonly record struct Step(StepKind Kind, string Trigger = "", int Milliseconds = 0)
{
    public override string ToString() => Kind switch
    {
        StepKind.Fire => $"machine.Fire(\"{Trigger}\");",
        StepKind.Raise => $"machine.Raise(\"{Trigger}\");",
        StepKind.Advance => $"time.Advance(TimeSpan.FromMilliseconds({Milliseconds}));",
        _ => "machine.Exit();",
    };
}

/// <summary>A chart and what is done with it.</summary>
internal sealed record ModelCase(ChartDescription Chart, Step[] Steps)
{
    /// <summary>Shows the case as code that can be pasted into a test.</summary>
    public override string ToString()
    {
        StringBuilder code = new();
        code.Append("\nvar n = 0;\nvar chart = Statechart.Build<string, string>(chart =>\n{\n");
        if (Chart.TakesFirst)
            code.Append("    chart.TransitionOrder = TransitionOrder.First;\n");
        foreach (var pair in Chart.Generalizations)
            code.Append(CultureInfo.InvariantCulture, $"    chart.Generalize(\"{pair.Specific}\", \"{pair.General}\");\n");
        foreach (var state in Chart.States)
            Append(code, state);
        foreach (var (index, transition) in Chart.Transitions.Index())
            Append(code, transition, index);
        code.Append(CultureInfo.InvariantCulture, $"}});\nvar machine = chart.Enter(\"{Chart.Start}\", timeProvider: time);\n");
        foreach (var step in Steps)
            code.Append(step).Append('\n');
        return code.ToString();
    }

    private static void Append(StringBuilder code, StateDescription state)
    {
        var initial = state.Initial;
        code.Append(CultureInfo.InvariantCulture, $"    chart.Configure(\"{state.Name}\")");
        if (state.IsHistory)
        {
            var kind = state.Kind is StateKind.DeepHistory ? "Deep" : "Shallow";
            var otherwise = initial is null ? "" : $", \"{initial.Targets[0]}\"";
            code.Append(CultureInfo.InvariantCulture, $".HistoryOf(\"{state.Parent}\", History.{kind}{otherwise})");
        }
        else
        {
            code.Append(state.Parent is null ? "" : $".SubstateOf(\"{state.Parent}\")");
            code.Append(state.Kind is StateKind.Parallel ? ".Parallel()" : state.Kind is StateKind.Final ? ".Final()" : "");
            Append(code, "OnEntry", $"enter {state.Name}", state.Entry);
            Append(code, "OnExit", $"exit {state.Name}", state.Exit);
            Append(code, "OnCompleted", $"completed {state.Name}", state.Completed);
            code.Append(initial is null ? "" : $".InitialTransition(\"{initial.Targets[0]}\")");
        }

        if (initial is not null)
        {
            AppendForks(code, initial);
            Append(code, "Do", $"{(state.IsHistory ? "history" : "initial")} {state.Name}", initial.Actions);
        }

        code.Append(";\n");
    }

    private static void Append(StringBuilder code, TransitionDescription transition, int index)
    {
        code.Append(CultureInfo.InvariantCulture, $"    chart.Configure(\"{transition.Source}\")");
        var target = transition.Targets.Length == 0 ? "" : $"\"{transition.Targets[0]}\"";
        var trigger = $"\"{transition.Cause.Trigger}\"";
        code.Append(transition.Cause.Kind switch
        {
            CauseKind.Always => $".PermitAlways({target})",
            CauseKind.Completed => $".PermitCompleted({target})",
            CauseKind.Timer => $".PermitAfter(TimeSpan.FromMilliseconds({transition.Cause.Milliseconds}), {target})",
            _ when transition is { Targets: [], Actions: null } => $".Ignore({trigger})",
            _ when transition.Targets.Length == 0 => $".InternalTransition({trigger}, () => {{ }})",
            _ when transition.Targets is [var itself] && itself == transition.Source => $".PermitReentry({trigger})",
            _ => $".Permit({trigger}, {target})",
        });
        AppendForks(code, transition);
        code.Append(transition.Reenter || transition.Targets.Contains(transition.Source) ? ".Reenter()" : "");
        code.Append(transition.Guard switch
        {
            null => "",
            { Kind: GuardKind.Equals } guard => $".If(() => n == {guard.Value})",
            { Kind: GuardKind.Differs } guard => $".If(() => n != {guard.Value})",
            { Kind: GuardKind.In } guard => $".If(() => machine.IsIn(\"{guard.State}\"))",
            var guard => $".If(() => !machine.IsIn(\"{guard.State}\"))",
        });
        Append(code, "Do", $"do {index}", transition.Actions);
        code.Append(";\n");
    }

    private static void AppendForks(StringBuilder code, TransitionDescription transition)
    {
        if (transition.Targets.Length > 1)
        {
            var others = transition.Targets.Skip(1).Select(target => $"\"{target}\"");
            code.Append(CultureInfo.InvariantCulture, $".Fork({string.Join(", ", others)})");
        }
    }

    private static void Append(StringBuilder code, string method, string text, ActionDescription[]? actions)
    {
        if (actions is null)
            return;

        code.Append(CultureInfo.InvariantCulture, $".{method}(t => {{ Log(\"{text}\");");
        foreach (var action in actions)
        {
            code.Append(action.Kind switch
            {
                ActionKind.Raise => $" t.Machine.Raise(\"{action.Name}\");",
                ActionKind.Fire => $" t.Machine.Fire(\"{action.Name}\");",
                ActionKind.Set => $" n = {action.Value};",
                ActionKind.Add => $" n = (n + {action.Value}) % 4;",
                _ => $" Log(t.Machine.IsIn(\"{action.Name}\"));",
            });
        }

        code.Append(" })");
    }
}
