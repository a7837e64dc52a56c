using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace CoroFsm.Tests.Machines;

/// <summary>
/// However coroutines wait, catch their end, and forget to await calls: a machine throws one of the documented exceptions and ends.
/// </summary>
public sealed class NormalEndLaws
{
    private static readonly Gen<Step[]> Steps =
        (from kind in Gen.Elements(Enum.GetValues<Kind>())
         from accepted in Gen.Elements("a", "b", "c")
         from atEnd in Gen.Elements(Enum.GetValues<AtEnd>())
         from child in Gen.Choose(0, 2)
         select new Step(kind, accepted, atEnd, child)).ArrayOf(3);

    private static readonly Gen<Case> Cases =
        from coroutines in Steps.ArrayOf(3)
        from calls in Gen.Elements("a", "b", "c", "complete", "complete", "dispose", "throw").ArrayOf()
        from policy in Gen.Elements(Unmatched.Defer, Unmatched.Defer, Unmatched.Throw)
        select new Case(coroutines, calls, policy);

    public enum Kind
    {
        Receive,
        Expect,
        Enumerate,
        Defer,
        Call,
        CallWithoutAwait,
        CompleteFromInside,
        CloseFromInside,
    }

    public enum AtEnd
    {
        Pass,
        Rethrow,
        Swallow,
        LeaveCallUnawaited,
        LeaveCallUnawaitedAndRethrow,
    }

    [Property(MaxTest = 2_000)]
    public Property End_AnyProgram_EqualsTheDocumentedOutcome() => Prop.ForAll(Cases.ToArbitrary(), test =>
    {
        List<Exception> errors = [];
        Machine<string>? machine = null;
        Try(() => machine = Machine.Start<string>(inbox => Run(inbox, 0, depth: 0), new() { Unmatched = test.Policy }));
        foreach (var call in test.Calls)
        {
            Try(() =>
            {
                switch (call)
                {
                    case "complete":
                        machine?.Complete();
                        break;
                    case "dispose":
                        machine?.Dispose();
                        break;
                    case "throw":
                        machine?.Throw(new TimeoutException());
                        break;
                    default:
                        machine?.TrySend(call);
                        break;
                }
            });
        }

        Try(() => machine?.Complete());
        Try(() => machine?.Dispose());
        var isOver = machine?.Status is null or MachineStatus.Completed or MachineStatus.Closed or MachineStatus.Faulted;
        var undocumented = errors.FirstOrDefault(
            static e => e is not (InvalidOperationException or TimeoutException or CoroutineClosedException or EndOfInputException
                or UnexpectedEventException or MachineEndedException or MachineBusyException));
        return (isOver && undocumented is null).Label($"{machine?.Status} {undocumented}");

        void Try(Action call)
        {
            try
            {
                call();
            }
            catch (Exception error)
            {
                errors.Add(error);
            }
        }

        async Coroutine Run(Inbox<string> inbox, int number, int depth)
        {
            foreach (var step in test.Coroutines[number])
            {
                try
                {
                    await Do(inbox, step, depth);
                }
                catch (Exception error) when (step.AtEnd != AtEnd.Pass && error is EndOfInputException or CoroutineClosedException)
                {
                    if (step.AtEnd is AtEnd.LeaveCallUnawaited or AtEnd.LeaveCallUnawaitedAndRethrow)
                        _ = Selecting(inbox, step.Accepted);
                    if (step.AtEnd is AtEnd.Rethrow or AtEnd.LeaveCallUnawaitedAndRethrow)
                        throw;
                }
            }
        }

        async Coroutine Do(Inbox<string> inbox, Step step, int depth)
        {
            switch (step.Kind)
            {
                case Kind.Receive:
                    await inbox.Receive();
                    break;
                case Kind.Expect:
                    await inbox.Expect(step.Accepted);
                    break;
                case Kind.Enumerate:
                    await foreach (var e in inbox.Where(e => e != step.Accepted))
                        _ = e;
                    break;
                case Kind.Defer:
                    inbox.Defer(await inbox.Receive());
                    await Selecting(inbox, step.Accepted);
                    break;
                case Kind.Call when depth < 3:
                    await Run(inbox, step.Child, depth + 1);
                    break;
                case Kind.CallWithoutAwait when depth < 3:
                    _ = Run(inbox, step.Child, depth + 1);
                    break;
                case Kind.CompleteFromInside:
                    machine?.Complete();
                    break;
                case Kind.CloseFromInside:
                    machine?.Dispose();
                    break;
            }
        }

        static async Coroutine Selecting(Inbox<string> inbox, string accepted) => await inbox.Expect(accepted);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Complete_UnawaitedChildAtEndOfInput_ThrowsThatItStillWaits(bool rethrows)
    {
        var machine = Machine.Start<string>(
            async inbox =>
            {
                try
                {
                    await inbox.Expect("never");
                }
                catch (EndOfInputException) when (!rethrows)
                {
                    _ = Child(inbox);
                }
                catch (EndOfInputException)
                {
                    _ = Child(inbox);
                    throw;
                }
            },
            new() { Unmatched = Unmatched.Defer, Name = "door" });
        machine.Send("a");
        machine.Send("b");
        var error = Assert.Throws<InvalidOperationException>(machine.Complete);
        Assert.Contains("door", error.Message);
        Assert.Contains("still waits", error.Message);
        Assert.Same(error, machine.Fault);

        static async Coroutine Child(Inbox<string> inbox) => await inbox.Expect("other");
    }

    public sealed record Step(Kind Kind, string Accepted, AtEnd AtEnd, int Child);

    public sealed record Case(Step[][] Coroutines, string[] Calls, Unmatched Policy)
    {
        public override string ToString() =>
            $"{Policy}: {string.Join(' ', Calls)}\n" +
            string.Join('\n', Coroutines.Select(static steps => string.Join(", ", steps.AsEnumerable())));
    }
}
