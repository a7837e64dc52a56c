namespace CoroFsm.Tests.Machines.Work;

/// <summary>Computes what a random program shows, without coroutines: a plain model of machines that await work.</summary>
internal sealed class WorkModel
{
    private readonly WorkProgram program;
    private readonly List<string> log = [];
    private readonly List<string> deferred = [];
    private readonly List<(bool IsPending, bool IsCancelled)> works = [];
    private int steps = -1;
    private int now;
    private int due;
    private bool isInputComplete;
    private string? end;

    private WorkModel(WorkProgram program)
    {
        this.program = program;
        Next();
    }

    private Step Step => program.Steps[steps % program.Steps.Length];

    private bool IsInvoke => Step is Step.Invoke or Step.InvokeSelectively;

    private bool IsUntil => Step is Step.AwaitUntil or Step.AwaitUntilWithin;

    private bool IsWithin => Step is Step.AwaitWithin or Step.AwaitUntilWithin;

    /// <summary>Computes what a program shows.</summary>
    public static IEnumerable<string> Of(WorkProgram program)
    {
        var model = new WorkModel(program);
        foreach (var input in program.Inputs)
        {
            model.Apply(input);
            model.log.Add(model.end ?? "waits");
        }

        return model.log.Concat(model.works.Select(static (work, i) => $"{i} {(work.IsCancelled ? "cancelled" : "kept")}"));
    }

    private void Apply(Input input)
    {
        switch (input)
        {
            case Input.SendA or Input.SendQ:
                if (end is not null || isInputComplete)
                    log.Add(nameof(MachineEndedException));
                else
                    Send(input == Input.SendA ? "a" : "q");
                break;
            case Input.Succeed or Input.Fail or Input.Cancel when works is [.., (true, false)]:
                var number = works.Count - 1;
                works[number] = (false, false);
                EndWork(input == Input.Succeed ? $"result {number}" : input == Input.Fail ? $"failure {number}" : "cancelled itself");
                break;
            case Input.SucceedLate or Input.FailLate when works.IndexOf((true, true)) is var late and >= 0:
                works[late] = (false, true);
                if (input == Input.FailLate)
                    log.Add($"late failure {late}");
                break;
            case Input.Advance:
                for (var until = now + 3; now < until;)
                {
                    now++;
                    if (end is null && IsWithin && due == now)
                        TimeOut();
                }

                break;
            case Input.Throw when end is not null:
                log.Add(nameof(TimeoutException));
                break;
            case Input.Throw:
                LeaveWork();
                log.Add("thrown");
                Next();
                break;
            case Input.Complete when end is null:
                isInputComplete = true;
                if (Step == Step.Receive || IsInvoke)
                {
                    LeaveWork();
                    end = "Completed";
                }

                break;
            case Input.Close when end is null:
                LeaveWork();
                end = "Closed";
                break;
        }
    }

    private void Send(string e)
    {
        if (Step == Step.Receive)
        {
            log.Add(e);
            Next();
        }
        else if (Step == Step.Invoke || (Step == Step.InvokeSelectively && e == "q"))
        {
            Receive(e);
            Next();
        }
        else if (IsUntil && e == "q")
        {
            Interrupt();
        }
        else if (program.Policy == Unmatched.Defer || Step == Step.AwaitDeferring)
        {
            deferred.Add(e);
        }
        else if (program.Policy == Unmatched.Throw)
        {
            log.Add(nameof(UnexpectedEventException));
        }
    }

    private void Interrupt()
    {
        LeaveWork();
        log.Add("until q");
        Next();
    }

    private void TimeOut()
    {
        LeaveWork();
        log.Add("too late");
        if (Step == Step.AwaitUntilWithin)
            log.Add("until end");
        Next();
    }

    /// <summary>Receives an event while work runs beside the state, and leaves the work.</summary>
    private void Receive(string e)
    {
        log.Add($"event {e}");
        LeaveWork();
    }

    private void EndWork(string result)
    {
        if (Step == Step.Invoke)
        {
            log.Add($"event {result}");
        }
        else if (Step == Step.InvokeSelectively)
        {
            if (program.Policy == Unmatched.Defer)
                deferred.Add(result);
            return;
        }
        else
        {
            log.Add(result);
        }

        if (IsWithin)
            log.Add("in time");
        if (IsUntil)
            log.Add("until end");
        Next();
    }

    private void LeaveWork()
    {
        if (Step == Step.Receive)
            return;
        if (works[^1].IsPending)
        {
            works[^1] = (true, true);
            log.Add("work left");
        }
        else
        {
            deferred.RemoveAll(static e => e is not ("a" or "q"));      // the event of the work that ended is taken back
        }
    }

    /// <summary>Goes on to the next step that waits.</summary>
    private void Next()
    {
        while (end is null)
        {
            if (++steps == WorkProgram.MaxSteps)
            {
                end = "Completed";
                return;
            }

            if (Step == Step.AwaitComplete)
            {
                log.Add("at once");
                continue;
            }

            if (Step == Step.Receive)
            {
                if (deferred.Count == 0)
                {
                    end = isInputComplete ? "Completed" : null;
                    return;
                }

                log.Add(deferred[0]);
                deferred.RemoveAt(0);
                continue;
            }

            works.Add((true, false));
            if (IsInvoke)
            {
                var next = Step == Step.Invoke ? 0 : deferred.IndexOf("q");
                if (next >= 0 && next < deferred.Count)
                {
                    var e = deferred[next];
                    deferred.RemoveAt(next);
                    Receive(e);
                    continue;
                }

                if (isInputComplete)
                {
                    LeaveWork();
                    end = "Completed";
                }

                return;
            }

            due = now + WorkProgram.Limit;
            if (!IsUntil || !deferred.Remove("q"))
                return;
            LeaveWork();
            log.Add("until q");
        }
    }
}
