using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace CoroFsm.Durability.Tests.Hosts.Laws;

/// <summary>Specifies what one step of a random program does.</summary>
internal enum StepKind
{
    Receive,
    Select,
    ReceiveWithin,
    SetTimer,
    CancelTimer,
    StateTimer,
    Call,
    CallAtGate,
    FailingCall,
    Start,
    Emit,
    SendTo,
    Draw,
    Patch,
    Restart,
    Loop,
    Within,
    Until,
    Nested,
}

/// <summary>Represents one step of a random program.</summary>
internal sealed record ProgramStep(StepKind Kind, int Number, ProgramStep[] Body)
{
    private static readonly StepKind[] Simple = [.. Enum.GetValues<StepKind>().Where(static kind => kind < StepKind.Loop)];

    public override string ToString() => Body.Length == 0
        ? $"{Kind} {Number}"
        : $"{Kind} {Number} ({string.Join(", ", Body.AsEnumerable())})";

    internal static Gen<ProgramStep[]> Programs { get; } = Of(depth: 2, max: 5);

    private static Gen<ProgramStep[]> Of(int depth, int max)
    {
        var simple = from kind in Gen.Elements(Simple)
                     from number in Gen.Choose(0, 3)
                     select new ProgramStep(kind, number, []);
        if (depth == 0)
            return from count in Gen.Choose(1, max) from steps in simple.ListOf(count) select steps.ToArray();

        var compound = from kind in Gen.Elements(StepKind.Loop, StepKind.Within, StepKind.Until, StepKind.Nested)
                       from number in Gen.Choose(1, 3)
                       from body in Of(depth - 1, 3)
                       select new ProgramStep(kind, number, body);
        return from count in Gen.Choose(2, max)
               from steps in Gen.Frequency((2, simple), (1, compound)).ListOf(count)
               select steps.ToArray();
    }
}

/// <summary>Represents what the test does with the program: an event, time, or the end of an effect.</summary>
internal sealed record ProgramInput(char Kind, int Number)
{
    internal static Gen<ProgramInput[]> Inputs { get; } =
        from count in Gen.Choose(4, 12)
        from inputs in (
            from kind in Gen.Frequency(
                (4, Gen.Constant('s')), (3, Gen.Constant('o')), (1, Gen.Constant('f')), (2, Gen.Constant('t')), (2, Gen.Constant('g')))
            from number in Gen.Choose(0, 3)
            select new ProgramInput(kind, number)).ListOf(count)
        select inputs.ToArray();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind}{Number}");
}

/// <summary>Runs a random program as a durable coroutine.</summary>
internal sealed class Interpreter(Durable<TestEvent> machine, Func<EffectContext, string, int, Task<string>> call)
{
    private string log = "";
    private int number;

    /// <summary>Gets the value that the program returns instead of going on, because it has restarted.</summary>
    private bool isRestarting;

    internal static Coroutine Run(
        Durable<TestEvent> machine, ProgramStep[] steps, Func<EffectContext, string, int, Task<string>> call) =>
        new Interpreter(machine, call).Main(steps);

    private async Coroutine Main(ProgramStep[] steps)
    {
        log = machine.Argument<string>() ?? "";
        using var questions = machine.Inbox.Handle<Question>(question => question.Reply.Reply(log));
        await Steps(steps);
        if (isRestarting)
            return;
        log += "end;";
        await machine.Inbox.Receive<Finish>("Last");
    }

    private async Coroutine Steps(ProgramStep[] steps)
    {
        foreach (var step in steps)
        {
            if (isRestarting)
                return;
            await Step(step);
        }
    }

    private async Coroutine Step(ProgramStep step)
    {
        var (inbox, n) = (machine.Inbox, step.Number);
        var name = $"{++number}";
        switch (step.Kind)
        {
            case StepKind.Receive:
                Log(await inbox.Receive<Say>($"receive {n}"));
                break;
            case StepKind.Select:
                Log(await inbox.Receive(e => e is Other other && (other.Number + n) % 2 == 0 || e is Tick, $"select {n}"));
                break;
            case StepKind.ReceiveWithin:
                var received = await inbox.Receive<Say>(TimeSpan.FromMinutes(n + 1), $"within {n}");
                Log(received.TimedOut ? null : received.Event);
                break;
            case StepKind.SetTimer:
                inbox.SetTimer($"t{n}", TimeSpan.FromMinutes(n + 1), new Tick($"t{n}"));
                break;
            case StepKind.CancelTimer:
                Log(inbox.CancelTimer($"t{n}"));
                break;
            case StepKind.StateTimer:
                inbox.SetStateTimer(TimeSpan.FromMinutes(n + 1), new Tick("state"));
                Log(await inbox.Receive(static e => e is Tick or Finish, "timed"));
                break;
            case StepKind.Call:
                Log(await machine.Call($"call{n}", context => call(context, "call", -1)));
                break;
            case StepKind.CallAtGate:
                Log(await machine.Call($"gate{n}", context => call(context, "gate", n)));
                break;
            case StepKind.FailingCall:
                try
                {
                    await machine.Call($"fail{n}", context => call(context, "fail", -1));
                }
                catch (EffectFailedException error)
                {
                    Log(error.ErrorMessage);
                }

                break;
            case StepKind.Start:
                machine.Start($"start{n}", context => call(context, "start", n), static text => new Tick(text));
                break;
            case StepKind.Emit:
                machine.Emit($"{name} {log.Length}");
                break;
            case StepKind.SendTo:
                machine.SendTo($"sink{n}", new Say(name));
                break;
            case StepKind.Draw:
                Log($"{machine.NewGuid()} {machine.Random.Next(100)} {machine.UtcNow:HH:mm:ss}");
                break;
            case StepKind.Patch:
                Log(machine.Has($"patch{n}"));
                break;
            case StepKind.Restart when log.Length < 200:
                await inbox.Receive<Say>("before restart");
                isRestarting = true;
                machine.Restart(log + "restart;");
                break;
            case StepKind.Loop:
                for (var i = 0; i < n && !isRestarting; i++)
                    await Steps(step.Body);
                break;
            case StepKind.Within:
                Log((await inbox.Within(TimeSpan.FromMinutes(n)).Run(Steps(step.Body))).IsInterrupted);
                break;
            case StepKind.Until:
                await inbox.Until<Finish>().Run(Steps(step.Body));
                Log("until");
                break;
            case StepKind.Nested:
                await Steps(step.Body);
                break;
        }
    }

    private void Log(object? what) => log += what switch
    {
        null => "none;",
        Say say => say.Text + ";",
        Other other => $"o{other.Number};",
        Tick tick => tick.Name + ";",
        _ => $"{what};",
    };
}
