using CoroFsm.Testing;

namespace CoroFsm.Tests.Machines.Work;

/// <summary>Runs a random program as a machine, and records everything that is visible.</summary>
internal sealed class WorkRun : IMachineObserver
{
    private readonly List<string> log = [];
    private readonly List<Begun> works = [];
    private readonly SimulatedTime time = new();
    private readonly WorkProgram program;
    private readonly Machine<string> machine;

    private WorkRun(WorkProgram program)
    {
        this.program = program;
        machine = Machine.Start<string>(Run, new() { TimeProvider = time, Unmatched = program.Policy, Observer = this });
    }

    /// <summary>Runs a program.</summary>
    /// <returns>What became visible, in order; then for each work, whether its token is cancelled.</returns>
    public static IEnumerable<string> Of(WorkProgram program)
    {
        var run = new WorkRun(program);
        foreach (var input in program.Inputs)
        {
            run.Apply(input);
            run.log.Add(run.machine.Status is MachineStatus.Waiting ? "waits" : run.machine.Status.ToString());
        }

        return run.log.Concat(run.works.Select(static (work, i) => $"{i} {(work.Token.IsCancellationRequested ? "cancelled" : "kept")}"));
    }

    void IMachineObserver.OnWorkLeft(Machine machine, MachineWork work) => log.Add("work left");

    void IMachineObserver.OnWorkFaultedLate(Machine machine, MachineWork work, Exception fault) => log.Add($"late {fault.Message}");

    private void Apply(Input input)
    {
        try
        {
            switch (input)
            {
                case Input.SendA or Input.SendQ:
                    machine.Send(input == Input.SendA ? "a" : "q");
                    break;
                case Input.Succeed or Input.Fail or Input.Cancel
                    when works is [.., { IsPending: true, Token.IsCancellationRequested: false } last]:
                    last.End(input, works.Count - 1);
                    break;
                case Input.SucceedLate or Input.FailLate:
                    var late = works.FindIndex(static work => work is { IsPending: true, Token.IsCancellationRequested: true });
                    if (late >= 0)
                        works[late].End(input == Input.FailLate ? Input.Fail : Input.Succeed, late);
                    break;
                case Input.Advance:
                    time.Advance(TimeSpan.FromSeconds(3));
                    break;
                case Input.Throw:
                    machine.Throw(new TimeoutException("thrown"));
                    break;
                case Input.Complete:
                    machine.Complete();
                    break;
                case Input.Close:
                    machine.Dispose();
                    break;
            }
        }
        catch (Exception error) when (error is UnexpectedEventException or MachineEndedException or TimeoutException)
        {
            log.Add(error.GetType().Name);
        }
    }

    private async Coroutine Run(Inbox<string> inbox)
    {
        for (var i = 0; i < WorkProgram.MaxSteps; i++)
        {
            try
            {
                await Take(program.Steps[i % program.Steps.Length], inbox);
            }
            catch (TimeoutException error)
            {
                log.Add($"{error.Message}");
            }
        }
    }

    private async Coroutine Take(Step step, Inbox<string> inbox)
    {
        switch (step)
        {
            case Step.Receive:
                log.Add(await inbox.Receive());
                break;
            case Step.AwaitUntil:
                var until = await inbox.Until(static e => e == "q").Run(Work(inbox));
                log.Add(until.IsInterrupted ? $"until {until.By}" : "until end");
                break;
            case Step.AwaitWithin:
                var within = await inbox.Within(TimeSpan.FromSeconds(WorkProgram.Limit)).Run(Work(inbox));
                log.Add(within.IsInterrupted ? "too late" : "in time");
                break;
            case Step.AwaitUntilWithin:
                var both = await inbox.Until(static e => e == "q").Run(Take(Step.AwaitWithin, inbox));
                log.Add(both.IsInterrupted ? $"until {both.By}" : "until end");
                break;
            case Step.Invoke:
                using (Invoke(inbox))
                    log.Add($"event {await inbox.Receive()}");
                break;
            case Step.InvokeSelectively:
                using (Invoke(inbox))
                    log.Add($"event {await inbox.Receive(static e => e == "q")}");
                break;
            case Step.AwaitComplete:
                log.Add($"{await inbox.Await(static _ => Task.FromResult("at once"))}");
                break;
            default:
                await Work(inbox, step == Step.AwaitDeferring ? Unmatched.Defer : null);
                break;
        }
    }

    private WorkScope<string> Invoke(Inbox<string> inbox) =>
        inbox.Invoke(Begin, static result => result, static error => error.Message, static () => "cancelled itself");

    private async Coroutine Work(Inbox<string> inbox, Unmatched? unmatched = null)
    {
        try
        {
            log.Add(await inbox.Await(Begin, unmatched: unmatched));
        }
        catch (ArithmeticException error)
        {
            log.Add(error.Message);
        }
        catch (TaskCanceledException)
        {
            log.Add("cancelled itself");
        }
    }

    private Task<string> Begin(CancellationToken token)
    {
        works.Add(new(token));
        return works[^1].Task;
    }

    private sealed class Begun(CancellationToken token)
    {
        private readonly TaskCompletionSource<string> source = new();

        public CancellationToken Token => token;

        public Task<string> Task => source.Task;

        public bool IsPending => !Task.IsCompleted;

        public void End(Input how, int number)
        {
            if (how == Input.Succeed)
                source.SetResult($"result {number}");
            else if (how == Input.Fail)
                source.SetException(new ArithmeticException($"failure {number}"));
            else
                source.SetCanceled(CancellationToken.None);
        }
    }
}
