using CoroFsm.Durability.Journals;
using CoroFsm.Testing;
using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Hosts.Laws;

/// <summary>Runs a random program with inputs, perhaps with one crash, and collects everything that can be seen from outside.</summary>
internal sealed class ProgramRun
{
    private readonly ProgramStep[] program;
    private readonly Unmatched unmatched;
    private readonly MemoryJournalStorage storage = new();
    private readonly SimulatedTime time = new();
    private readonly TaskCompletionSource[] gates = [new(), new(), new(), new()];
    private readonly Dictionary<string, string> messages = [];
    private readonly Dictionary<string, string> calls = [];
    private readonly List<string> seen = [];
    private readonly int crashStep;
    private QueueScheduler scheduler = new();
    private MemoryJournal journal = null!;
    private DurableHost<TestEvent> host = null!;
    private bool isDown;

    private ProgramRun(ProgramStep[] program, Unmatched unmatched, int crashStep) =>
        (this.program, this.unmatched, this.crashStep) = (program, unmatched, crashStep);

    /// <summary>Gets the number of steps: tasks and commits.</summary>
    internal int Steps { get; private set; }

    /// <summary>Runs a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="unmatched">The policy for unmatched events.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="crashStep">The step before which the process crashes; -1 for none.</param>
    /// <returns>What was seen, and the number of steps.</returns>
    internal static (string[] Seen, int Steps) Run(ProgramStep[] program, Unmatched unmatched, ProgramInput[] inputs, int crashStep = -1)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var run = new ProgramRun(program, unmatched, crashStep);
            return (run.Run(inputs), run.Steps);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private string[] Run(ProgramInput[] inputs)
    {
        Open();
        for (var i = 0; i < inputs.Length; i++)
            Apply(inputs[i], $"{i}");
        foreach (var key in (string[])["m", "sink0", "sink1", "sink2", "sink3"])
        {
            seen.Add($"{key}: {Info(key)}");
            seen.AddRange(Records(key));
        }

        foreach (var known in (Dictionary<string, string>[])[messages, calls])
            seen.AddRange(known
                .OrderBy(static pair => pair.Key, StringComparer.Ordinal)
                .Select(static pair => $"{pair.Key} = {pair.Value}"));
        return [.. seen];
    }

    private void Apply(ProgramInput input, string id)
    {
        switch (input.Kind)
        {
            case 't':
                for (var i = 0; i <= input.Number * 4; i++)
                {
                    time.Advance(TimeSpan.FromSeconds(15));
                    Pump();
                }

                break;
            case 'g':
                gates[input.Number].TrySetResult();
                Pump();
                break;
            default:
                TestEvent @event = input.Kind switch
                {
                    's' => new Say($"s{input.Number}"),
                    'o' => new Other(input.Number),
                    _ => new Finish(),
                };
                seen.Add(Repeat(async () => await host.SendAsync("m", id, @event)));
                Pump();
                break;
        }
    }

    private string Info(string key) => Repeat(async () =>
    {
        if (await host.GetInfoAsync(key) is not { } info)
            return "unknown";
        var log = info.State == "Ended" || info.ParkedReason is not null
            ? info.ParkedReason
            : await host.QueryAsync<string>(key, static reply => new Question(reply));
        return $"{info.State} {info.Sequence} {string.Join(',', info.PendingEffects)} {info.Due:O} {log}";
    });

    /// <summary>Calls the host, and again if the process has crashed before its answer.</summary>
    private string Repeat<T>(Func<Task<T>> call)
    {
        while (true)
        {
            var task = Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();
            var life = host;
            while (!task.IsCompleted && ReferenceEquals(life, host) && Step())
            {
            }

            if (task.IsCompletedSuccessfully)
                return task.Result is SendReceipt receipt ? $"{receipt.Sequence}" : $"{task.Result}";
            if (task.IsFaulted)
                return task.Exception.InnerException!.GetType().Name;
            if (ReferenceEquals(life, host))
                throw new InvalidOperationException("A call has not ended, but nothing is left to do.");
        }
    }

    private void Open()
    {
        scheduler = new();
        journal = new(storage) { CommitsManually = true };
        var options = new DurableOptions
        {
            TimeProvider = time,
            TaskScheduler = scheduler,
            PassivateAfter = TimeSpan.FromMinutes(2),
            Machine = new() { Unmatched = unmatched },
            OnMessage = (message, _) =>
            {
                Collect(messages, message.Id, message.Read<string>());
                return Task.CompletedTask;
            },
        };
        isDown = true;
        var opening = Task.Factory.StartNew(
            () => DurableHost.OpenAsync(journal, new DurableProgram<TestEvent>(Main), options),
            CancellationToken.None,
            TaskCreationOptions.None,
            scheduler).Unwrap();
        while (!opening.IsCompleted && Step())
        {
        }

        isDown = false;
        host = opening.GetAwaiter().GetResult();
    }

    private Coroutine Main(Durable<TestEvent> machine) =>
        machine.Key == "m" ? Interpreter.Run(machine, program, Effect) : Sink(machine);

    private static async Coroutine Sink(Durable<TestEvent> machine)
    {
        var text = "";
        using var questions = machine.Inbox.Handle<Question>(question => question.Reply.Reply(text));
        while (true)
        {
            text += (await machine.Inbox.Receive<Say>()).Text;
            machine.Emit(text);
        }
    }

    private async Task<string> Effect(EffectContext context, string kind, int gate)
    {
        Collect(calls, context.Id, kind);
        if (gate >= 0)
            await gates[gate].Task.WaitAsync(context.CancellationToken);
        return kind == "fail" ? throw new FormatException(context.Id) : $"{kind} {context.Id}";
    }

    private void Collect(Dictionary<string, string> known, string id, string content)
    {
        if (!known.TryAdd(id, content) && known[id] != content)
            seen.Add($"{id} was {known[id]} and is {content}");
    }

    private void Pump()
    {
        while (Step())
        {
        }
    }

    /// <summary>Runs one task, or makes one commit of one write; or crashes, before it or between the commit and its
    /// notification.</summary>
    private bool Step()
    {
        if (!isDown && Steps == crashStep && (crashStep % 2 == 0 || journal.QueuedCount == 0))
        {
            Crash();
            return true;
        }

        if (scheduler.RunOne())
        {
            Steps++;
            return true;
        }

        if (journal.QueuedCount == 0)
            return false;
        var crashes = !isDown && Steps == crashStep;
        if (crashes)
            journal.InjectFault(CommitFault.CrashStored);
        Steps++;
        _ = journal.CommitAsync(1).AsTask().GetAwaiter().GetResult();
        if (crashes)
            Crash();
        return true;
    }

    private void Crash()
    {
        Steps++;
        journal.Crash();
        scheduler.Stop();
        Open();
    }

    private List<string> Records(string key)
    {
        var reader = new Reader();
        _ = journal.ReadAsync(new("TestEvent", key), reader).AsTask().GetAwaiter().GetResult();
        return reader.Records;
    }

    private sealed class Reader : IRecordReader
    {
        internal List<string> Records { get; } = [];

        public bool OnRecord(in JournalRecord record)
        {
            Records.Add($"{record.Sequence} {record.Kind} {record.MessageId} {record.Time} {record.Digest:X}");
            return true;
        }
    }
}
