using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace CoroFsm.Tests.Machines.LifeCycle;

/// <summary>
/// Requests, replies, cancellations and the end of the machine in any order: each caller gets what a plain model says, at that time.
/// </summary>
public sealed class AskLaws
{
    private static readonly Gen<Case> Cases =
        from threads in Gen.Elements("synchronized", "timed")
        from calls in (from kind in Gen.Elements(Enum.GetValues<Kind>())
                       from target in Gen.Choose(0, 4)
                       select new Call(kind, target)).ListOf()
        select new Case(threads, [.. calls]);

    public enum Kind
    {
        AskLate,
        AskLater,
        AskNow,
        AskUnmatched,
        Reply,
        Fail,
        Cancel,
        Complete,
        Close,
    }

    [Property(MaxTest = 2_000)]
    public Property Ask_AnyOrder_EqualsTheModel() => Prop.ForAll(Cases.ToArbitrary(), test =>
    {
        List<ReplyTo<int>> received = [];
        var machine = Machine.Start<(Kind Kind, ReplyTo<int> Reply)>(
            async inbox =>
            {
                await foreach (var (kind, reply) in inbox.Where(static e => e.Kind != Kind.AskUnmatched))
                {
                    received.Add(reply);
                    if (kind == Kind.AskNow)
                        reply.Reply(received.Count - 1);
                }
            },
            MachineKinds.Options(test.Threads));
        List<(Task<int> Task, CancellationTokenSource Cancellation)> asked = [];
        List<string> model = [];
        List<int> places = [];      // of the received ones in the model
        var hasEnded = false;
        foreach (var (kind, target) in test.Calls)
        {
            var place = target < places.Count ? places[target] : -1;
            switch (kind)
            {
                case Kind.AskLate or Kind.AskLater or Kind.AskNow or Kind.AskUnmatched:
                    var cancellation = new CancellationTokenSource();
                    asked.Add((machine.AskAsync<int>(reply => (kind, reply), cancellation.Token).AsTask(), cancellation));
                    model.Add(hasEnded ? nameof(MachineEndedException)
                        : kind == Kind.AskUnmatched ? nameof(UnexpectedEventException)
                        : kind == Kind.AskNow ? $"{places.Count}"
                        : "waits");
                    if (!hasEnded && kind != Kind.AskUnmatched)
                        places.Add(model.Count - 1);
                    break;
                case Kind.Reply or Kind.Fail when place >= 0:
                    var error = Record(() =>
                    {
                        if (kind == Kind.Reply)
                            received[target].Reply(target);
                        else
                            received[target].Fail(new FormatException());
                    });
                    if (model[place] == "waits")
                        model[place] = kind == Kind.Reply ? $"{target}" : nameof(FormatException);
                    if (error is not (null or InvalidOperationException))
                        return false.Label($"{error}");
                    break;
                case Kind.Cancel when target < asked.Count:
                    asked[target].Cancellation.Cancel();
                    if (model[target] == "waits")
                        model[target] = "cancelled";
                    break;
                case Kind.Complete:
                    machine.Complete();
                    End();
                    break;
                case Kind.Close:
                    machine.Dispose();
                    End();
                    break;
            }

            for (var i = 0; i < asked.Count; i++)
            {
                if (Outcome(asked[i].Task) != model[i])
                    return false.Label($"after {kind} {target}: request {i} {Outcome(asked[i].Task)}, model {model[i]}");
            }

            for (var i = 0; i < received.Count; i++)
            {
                if (received[i].IsCancelled != (model[places[i]] == "cancelled"))
                    return false.Label($"after {kind} {target}: IsCancelled of {i}");
            }
        }

        return (received.Count == places.Count).Label("received");

        void End()
        {
            hasEnded = true;
            for (var i = 0; i < model.Count; i++)
            {
                if (model[i] == "waits")
                    model[i] = nameof(MachineEndedException);
            }
        }
    });

    private static string Outcome(Task<int> task) => task.Status switch
    {
        TaskStatus.RanToCompletion => $"{task.Result}",
        TaskStatus.Canceled => "cancelled",
        TaskStatus.Faulted => task.Exception!.InnerException!.GetType().Name,
        _ => "waits",
    };

    private static Exception? Record(Action action) => Xunit.Record.Exception(action);

    public sealed record Call(Kind Kind, int Target);

    public sealed record Case(string Threads, Call[] Calls)
    {
        public override string ToString() => $"{Threads}: {string.Join(", ", Calls.Select(static c => $"{c.Kind} {c.Target}"))}";
    }
}
