namespace CoroFsm.Tests.Scheduling;

/// <summary>Model of timers: a list.</summary>
internal sealed class TimerModel
{
    internal const string StateTimer = "state";

    private readonly TimerProgram program;
    private readonly bool isTask;
    private readonly List<string> log = [];
    private readonly List<string> mailbox = [];
    private List<(string Name, int Due)> timers = [];
    private int now;
    private int reactions;
    private string state = "on";
    private string? timedState;

    private TimerModel(TimerProgram program, bool isTask)
    {
        this.program = program;
        this.isTask = isTask;
    }

    internal static List<string> OfMachine(TimerProgram program)
    {
        var model = new TimerModel(program, isTask: false);
        for (var i = 0; i < program.Blocks.Length; i++)
        {
            model.Do(program.Blocks[i]);
            model.Pass(program.Passes[i]);
        }

        model.Pass(300);
        return model.log;
    }

    internal static List<string> OfTask(TimerProgram program)
    {
        var model = new TimerModel(program, isTask: true);
        for (var i = 0; i < program.Blocks.Length; i++)
        {
            model.Do(program.Blocks[i]);
            model.Pass(program.Passes[i]);
            while (model.mailbox.Count > 0)
            {
                var message = model.mailbox[0];
                model.mailbox.RemoveAt(0);
                model.Receive(message);
                model.Pass(0);
            }
        }

        return model.log;
    }

    private void Do(TimerStep[] steps)
    {
        foreach (var (kind, name, after) in steps)
        {
            if (kind is TimerStepKind.SetState or TimerStepKind.CancelState && isTask)
                continue;
            var wasSet = kind != TimerStepKind.Go
                && (timers.RemoveAll(timer => timer.Name == name) + mailbox.RemoveAll(message => message == name)) > 0;
            switch (kind)
            {
                case TimerStepKind.Go:
                    state = name;
                    break;
                case TimerStepKind.Cancel or TimerStepKind.CancelState:
                    log.Add($"{wasSet}");
                    break;
                default:
                    timers.Add((name, now + after));
                    timedState = kind == TimerStepKind.SetState ? null : timedState;
                    break;
            }
        }

        timedState ??= state;
        if (state != timedState && !state.StartsWith(timedState + "/", StringComparison.Ordinal))
            timers.RemoveAll(timer => timer.Name == StateTimer);
    }

    private void Pass(int time)
    {
        var end = now + time;
        while (timers.Exists(timer => timer.Due <= end))
        {
            timers = [.. timers.OrderBy(timer => timer.Due)];       // stable for equal due times
            var (name, due) = timers[0];
            timers.RemoveAt(0);
            now = Math.Max(now, due);
            if (isTask)
                mailbox.Add(name);
            else
                Receive(name);
        }

        now = end;
    }

    private void Receive(string message)
    {
        log.Add($"{now}:{message}");
        Do(program.Reaction(reactions++));
    }
}

internal enum TimerStepKind
{
    Set,
    Cancel,
    SetState,
    CancelState,
    Go,
}

internal sealed record TimerStep(TimerStepKind Kind, string Name, int After);

/// <summary>The operations, the wait after each, and the operations when a timer fires.</summary>
internal sealed record TimerProgram(TimerStep[][] Blocks, int[] Passes, TimerStep[][] Reactions)
{
    private const int MaxReactions = 40;

    internal TimerStep[] Reaction(int number) => number < MaxReactions && Reactions.Length > 0 ? Reactions[number % Reactions.Length] : [];

    public override string ToString() =>
        $"{string.Join(" | ", Blocks.Select((steps, i) => $"{string.Join(", ", steps.Select(Show))}; pass {Passes[i]}"))} || "
            + $"{string.Join(" | ", Reactions.Select(steps => string.Join(", ", steps.Select(Show))))}";

    private static string Show(TimerStep step) => $"{step.Kind} {step.Name} {step.After}";
}
