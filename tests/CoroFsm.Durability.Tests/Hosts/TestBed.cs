using CoroFsm.Durability.Journals;
using CoroFsm.Testing;
using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>
/// Runs one host at a time on the thread of the test: commits, continuations and time happen when the test says so. What it stored, the
/// time
/// and what it delivered survive a crash.
/// </summary>
internal sealed class TestBed<TEvent>
{
    internal const string Key = "m";

    private Func<DurableOptions, DurableOptions> configure = static options => options;
    private DurableProgram<TEvent>? program;
    private QueueScheduler scheduler = new();

    internal MemoryJournalStorage Storage { get; init; } = new();

    internal SimulatedTime Time { get; init; } = new();

    /// <summary>Gets a value indicating whether another host uses the storage.</summary>
    internal bool IsShared { get; init; }

    internal MemoryJournal Journal { get; private set; } = null!;

    internal DurableHost<TEvent> Host { get; private set; } = null!;

    /// <summary>Gets what was delivered to the application, as "identifier: content".</summary>
    internal List<string> Messages { get; } = [];

    internal string State => Info(Key)!.State;

    internal TestBed<TEvent> Open(
        Func<Durable<TEvent>, Coroutine> coroutine, Func<DurableOptions, DurableOptions>? configure = null) =>
        Open(new DurableProgram<TEvent>(coroutine), configure);

    internal TestBed<TEvent> Open(DurableProgram<TEvent> program, Func<DurableOptions, DurableOptions>? configure = null)
    {
        this.program = program;
        if (configure is not null)
            this.configure = configure;
        scheduler = new();
        Journal = new(Storage) { CommitsManually = true, HasOtherHosts = IsShared };
        var options = this.configure(new()
        {
            TimeProvider = Time,
            TaskScheduler = scheduler,
            OnMessage = (message, _) =>
            {
                Messages.Add($"{message.Id}: {message.Read<string>()}");
                return Task.CompletedTask;
            },
        });
        Host = Wait(Begin(() => DurableHost.OpenAsync(Journal, program, options)));
        Pump();
        return this;
    }

    /// <summary>Ends the process without an orderly stop, and starts the next one.</summary>
    /// <param name="program">Its code; null for the same.</param>
    internal TestBed<TEvent> Crash(Func<Durable<TEvent>, Coroutine>? program = null)
    {
        End();
        return program is null ? Open(this.program!) : Open(program);
    }

    /// <summary>Ends the process without an orderly stop.</summary>
    internal void End()
    {
        Journal.Crash();
        scheduler.Stop();
    }

    /// <summary>Starts a call on the scheduler of the host. Nothing of it runs yet.</summary>
    internal Task<T> Begin<T>(Func<Task<T>> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();

    internal Task<SendReceipt> BeginSend(TEvent @event, string? id = null, string key = Key) => Begin(async () => id is null
        ? await Host.SendAsync(key, @event)
        : await Host.SendAsync(key, id, @event));

    internal SendReceipt Send(TEvent @event, string? id = null, string key = Key)
    {
        try
        {
            return Wait(BeginSend(@event, id, key));
        }
        finally
        {
            Pump();
        }
    }

    internal TException Refuses<TException>(TEvent @event, string? id = null, string key = Key)
        where TException : Exception => Assert.Throws<TException>(() => Send(@event, id, key));

    internal T Call<T>(Func<DurableHost<TEvent>, Task<T>> call) => Wait(Begin(() => call(Host)));

    internal DurableMachineInfo? Info(string key = Key) => Call(host => host.GetInfoAsync(key));

    /// <summary>Runs until a call has ended.</summary>
    internal T Wait<T>(Task<T> call)
    {
        while (!call.IsCompleted && Step())
        {
        }

        Assert.True(call.IsCompleted, "The call has not ended, but nothing is left to do.");
        return call.GetAwaiter().GetResult();
    }

    /// <summary>Runs until nothing is left to do.</summary>
    internal void Pump()
    {
        while (Step())
        {
        }
    }

    /// <summary>Runs until nothing is left to do but to commit.</summary>
    internal void PumpWithoutCommit()
    {
        while (scheduler.RunOne())
        {
        }
    }

    internal void Advance(TimeSpan time)
    {
        Time.Advance(time);
        Pump();
    }

    internal bool Commit() => Journal.CommitAsync().AsTask().GetAwaiter().GetResult() > 0;

    /// <summary>Returns the records of a machine, each as "number kind" with the identifier of its message.</summary>
    internal string[] Records(string key = Key) => [.. StoredRecords(key).Select(static record =>
        $"{record.Sequence} {record.Kind}{(record.MessageId is { } id ? $" {id}" : "")}")];

    internal List<StoredRecord> StoredRecords(string key = Key)
    {
        var reader = new Reader();
        var journal = new MemoryJournal(Storage);
        journal.OpenAsync().AsTask().GetAwaiter().GetResult();
        _ = journal.ReadAsync(new(typeof(TEvent).Name, key), reader).AsTask().GetAwaiter().GetResult();
        return reader.Records;
    }

    private bool Step() => scheduler.RunOne() || Commit();

    private sealed class Reader : IRecordReader
    {
        internal List<StoredRecord> Records { get; } = [];

        public bool OnRecord(in JournalRecord record)
        {
            Records.Add(StoredRecord.Of(record));
            return true;
        }
    }
}
