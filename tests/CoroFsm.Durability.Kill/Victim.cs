using System.Collections.Concurrent;
using System.Globalization;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Sqlite;

namespace CoroFsm.Durability.Kill;

/// <summary>The process that is killed: hosts machines, and speaks to its parent, which is client and outside world.</summary>
internal sealed class Victim
{
    private readonly Lines output = new(Console.OpenStandardOutput());
    private readonly ConcurrentDictionary<long, TaskCompletionSource<long>> calls = new();
    private readonly Plant plant;
    private long lastCall;

    private Victim(Plant plant) => this.plant = plant;

    internal static async Task<int> RunAsync(string path, Kind kind, Plant plant)
    {
        var victim = new Victim(plant);
        Journal journal = new SqliteJournal(path);
        if (plant == Plant.NoTimer)
            journal = new ForgetfulJournal(journal);
        var host = await DurableHost.OpenAsync(
            journal,
            new Machines(victim.ChargeAsync, path, plant).Of(kind),
            new()
            {
                Type = kind.ToString(),
                Machine = new() { Unmatched = Unmatched.Defer },
                OnMessage = victim.OnMessageAsync,
                TimeProvider = plant == Plant.EarlyTimer ? new HastyTime() : TimeProvider.System,
            });
        victim.output.Write("ready");

        // A thread of its own: the pool belongs to the machines.
        await Task.Factory.StartNew(() => victim.Read(host), TaskCreationOptions.LongRunning);
        await host.DisposeAsync();
        victim.output.Write("stopped");
        return 0;
    }

    private void Read(DurableHost<ClientEvent> host)
    {
        while (Console.In.ReadLine() is { } line && Lines.Split(line) is [var verb, .. var rest] && verb != "stop")
        {
            _ = verb switch
            {
                "send" => SendAsync(host, rest[0], int.Parse(rest[1], CultureInfo.InvariantCulture)),
                "query" => QueryAsync(host, rest[0]),
                _ => Receive(rest),
            };
        }
    }

    private Task Receive(string[] receipt)
    {
        if (calls.TryRemove(long.Parse(receipt[0], CultureInfo.InvariantCulture), out var call))
            call.SetResult(long.Parse(receipt[1], CultureInfo.InvariantCulture));
        return Task.CompletedTask;
    }

    private async Task SendAsync(DurableHost<ClientEvent> host, string key, int number)
    {
        try
        {
            if (plant == Plant.EarlyAcknowledgement)
                output.Write($"ack {key} {number} False");
            var sent = plant == Plant.NoMessageId
                ? host.SendAsync(key, new Step(number))
                : host.SendAsync(key, MessageIdOf(key, number), new Step(number));
            var receipt = await sent;
            if (plant != Plant.EarlyAcknowledgement)
                output.Write($"ack {key} {number} {receipt.IsDuplicate}");
        }
        catch (Exception error)
        {
            output.Write($"fault {key} {number} {error.GetType().Name} {error.Message.ReplaceLineEndings(" ")}");
        }
    }

    private async Task QueryAsync(DurableHost<ClientEvent> host, string key)
    {
        try
        {
            var state = await host.QueryAsync<Summary>(key, static reply => new Question(reply));
            output.Write($"state {key} {state.Last} {state.Sum}");
        }
        catch (Exception error)
        {
            output.Write($"fault {key} query {error.GetType().Name} {error.Message.ReplaceLineEndings(" ")}");
        }
    }

    internal static string MessageIdOf(string key, int number) => string.Create(CultureInfo.InvariantCulture, $"{key}-{number}");

    private Task<long> ChargeAsync(string key, int number, string id)
    {
        var call = Interlocked.Increment(ref lastCall);
        var result = calls[call] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        output.Write($"call {call} {key} {number} {id}");
        return result.Task;
    }

    private Task OnMessageAsync(DurableMessage message, CancellationToken cancellationToken)
    {
        var note = message.Read<Note>();
        output.Write($"message {message.Id} {message.Key} {note.Kind} {note.Number} {note.Value} {note.Time}");
        return Task.CompletedTask;
    }

    /// <summary>A clock whose timers ring early, and which says that they do not.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromMilliseconds(20);
    }
}
