using CoroFsm.Testing;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace CoroFsm.Tests.Scheduling;

/// <summary>
/// Timers of tasks and of machines, compared with a plain list of names and times.
/// </summary>
/// <remarks>A program sets and cancels timers, changes the state and lets time pass, and does so again each time a timer fires.</remarks>
public sealed class NamedTimerLaws
{
    private static readonly Gen<TimerStep> Steps = Gen.OneOf(
        from name in Gen.Elements("a", "b", "c")
        from after in Gen.Choose(0, 4)
        select new TimerStep(TimerStepKind.Set, name, after),
        from name in Gen.Elements("a", "b", "c")
        select new TimerStep(TimerStepKind.Cancel, name, 0),
        from after in Gen.Choose(0, 4)
        select new TimerStep(TimerStepKind.SetState, TimerModel.StateTimer, after),
        Gen.Constant(new TimerStep(TimerStepKind.CancelState, TimerModel.StateTimer, 0)),
        from state in Gen.Elements("on", "on/dim", "one")
        select new TimerStep(TimerStepKind.Go, state, 0));

    private static readonly Gen<TimerProgram> Programs =
        from blocks in Steps.ListOf().Select(static steps => steps.ToArray()).ArrayOf()
        from passes in Gen.Choose(0, 4).ArrayOf(blocks.Length)
        from reactions in Steps.ListOf().Select(static steps => steps.ToArray()).ArrayOf()
        select new TimerProgram(blocks, passes, reactions);

    [Property(MaxTest = 2_000)]
    public Property Machine_AnyProgram_EqualsTheModel() =>
        Prop.ForAll(Programs.ToArbitrary(), static program => Compare(program, RunMachine(program), TimerModel.OfMachine(program)));

    [Property(MaxTest = 2_000)]
    public Property Task_AnyProgram_EqualsTheModel() =>
        Prop.ForAll(Programs.ToArbitrary(), static program => Compare(program, RunTask(program), TimerModel.OfTask(program)));

    private static Property Compare(TimerProgram program, List<string> received, List<string> expected) =>
        received.SequenceEqual(expected).Label($"{program}\nreceived {string.Join(' ', received)}\nlist     {string.Join(' ', expected)}");

    private static List<string> RunMachine(TimerProgram program)
    {
        const string Command = "do";
        List<string> log = [];
        var time = new SimulatedTime();
        var block = 0;
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                var state = "on";
                var reactions = 0;
                while (true)
                {
                    var e = await inbox.Receive(state);
                    if (e != Command)
                        log.Add($"{time.Elapsed.TotalSeconds:F0}:{e}");
                    foreach (var step in e == Command ? program.Blocks[block] : program.Reaction(reactions++))
                    {
                        var after = TimeSpan.FromSeconds(step.After);
                        if (step.Kind == TimerStepKind.Set)
                            inbox.SetTimer(step.Name, after, step.Name);
                        else if (step.Kind == TimerStepKind.Cancel)
                            log.Add($"{inbox.CancelTimer(step.Name)}");
                        else if (step.Kind == TimerStepKind.SetState)
                            inbox.SetStateTimer(after, step.Name);
                        else if (step.Kind == TimerStepKind.CancelState)
                            log.Add($"{inbox.CancelStateTimer()}");
                        else
                            state = step.Name;
                    }
                }
            },
            new() { TimeProvider = time });

        for (; block < program.Blocks.Length; block++)
        {
            machine.Send(Command);
            time.Advance(TimeSpan.FromSeconds(program.Passes[block]));
        }

        time.Advance(TimeSpan.FromMinutes(5));
        Assert.False(time.TryJump());
        return log;
    }

    /// <summary>A task has no state timer; while it sleeps, messages wait in its mailbox.</summary>
    private static List<string> RunTask(TimerProgram program)
    {
        List<string> log = [];
        var time = new SimulatedTime();
        var scheduler = new Scheduler(new() { TimeProvider = time });
        var id = scheduler.Spawn(async task =>
        {
            var reactions = 0;
            for (var block = 0; block < program.Blocks.Length; block++)
            {
                Do(task, program.Blocks[block]);
                await task.Sleep(TimeSpan.FromSeconds(program.Passes[block]));
                while (await task.Receive<string>(TimeSpan.Zero) is { TimedOut: false, Event: var message })
                {
                    log.Add($"{time.Elapsed.TotalSeconds:F0}:{message}");
                    Do(task, program.Reaction(reactions++));
                }
            }
        });
        scheduler.Run();
        id.GetOutcome()!.Value.ThrowIfNotCompleted();
        Assert.Equal(0, scheduler.TimerCount);
        return log;

        void Do(TaskContext task, TimerStep[] steps)
        {
            foreach (var step in steps)
            {
                if (step.Kind == TimerStepKind.Set)
                    task.SetTimer(step.Name, TimeSpan.FromSeconds(step.After), step.Name);
                else if (step.Kind == TimerStepKind.Cancel)
                    log.Add($"{task.CancelTimer(step.Name)}");
            }
        }
    }
}
