using System.Diagnostics;
using System.Globalization;

namespace CoroFsm.Durability.Kill;

/// <summary>The machines of one kind in one database, over the lives of many processes.</summary>
internal sealed class Campaign
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Kind kind;
    private readonly Plant plant;
    private readonly string path;
    private readonly Dictionary<string, Client> clients;
    private long lastReceipt;

    internal Campaign(string folder, Kind kind, int clients, Plant plant)
    {
        (this.kind, this.plant, path) = (kind, plant, Path.Combine(folder, $"{kind}.db"));
        this.clients = Enumerable.Range(1, clients).Select(number => new Client(kind, $"m{number}")).ToDictionary(static client => client.Key);
        Bookings.Create(path);
    }

    /// <summary>Gets what is wrong.</summary>
    internal List<string> Faults { get; } = [];

    internal Figures Figures { get; } = new();

    /// <summary>Starts a process and kills it before it has heard of any client.</summary>
    internal void KillAtStart(Random random)
    {
        using var life = Start();
        var kill = KillAsync(life, Task.CompletedTask, random.Next(1, 400));
        foreach (var words in life.Read())
            Hear(life, words, answers: false);
        kill.Wait();
    }

    /// <summary>Starts a process, and kills it a random time after its first acknowledgement.</summary>
    internal async Task KillAsync(Random random, int maxDelay)
    {
        using var life = Start();
        var first = new TaskCompletionSource();
        var kill = KillAsync(life, first.Task, random.Next(0, maxDelay * 1000) / 1000.0);
        var active = clients.Values.Where(_ => random.Next(4) > 0).ToHashSet();
        var before = Figures.Acknowledged;
        foreach (var words in life.Read())
        {
            if (words is ["ready"])
            {
                foreach (var client in active)
                    SendNext(life, client);
            }

            var heard = Hear(life, words, answers: random.Next(20) > 0);
            if (words[0] == "ack")
                first.TrySetResult();
            if (heard is not null && active.Contains(heard))
                SendNext(life, heard);
        }

        await kill;
        if (Figures.Acknowledged == before)
        {
            Figures.Empty++;
            var missing = string.Join(' ', clients.Values.Where(static client => !client.IsComplete).Select(static client => client.Key));
            Fault($"nothing was acknowledged in a round; messages of {missing} are missing. {await life.Errors}");
        }

        await CompareAsync(all: false);
    }

    /// <summary>Lets a last process bring everything to its end, first without events, and compares.</summary>
    internal async Task FinishAsync()
    {
        using var life = Start();
        using var patience = new CancellationTokenSource(Patience);
        await using var registration = patience.Token.Register(life.Kill);
        var sending = false;
        var queried = false;
        var states = 0;
        foreach (var words in life.Read())
        {
            Hear(life, words, answers: true);
            if (words[0] == "state")
            {
                states++;
                clients[words[1]].Compare(Number(words[2]), Long(words[3]), Fault);
                if (states == clients.Count)
                    life.Stop();
            }

            if (queried || !clients.Values.All(client => sending ? IsAtEnd(client) : IsQuiet(client)))
                continue;
            if (!sending)
            {
                sending = true;
                foreach (var client in clients.Values)
                    SendNext(life, client);
            }
            else
            {
                queried = true;
                foreach (var client in clients.Values)
                    life.Query(client.Key);
            }
        }

        if (states < clients.Count || life.ExitCode != 0)
        {
            var waiting = clients.Values.Where(client => sending ? !IsAtEnd(client) : !IsQuiet(client)).Select(static client => client.Key);
            Faults.Add($"LOST: {kind}: {string.Join(' ', waiting)} did not come to an end: exit code {life.ExitCode} {await life.Errors}");
        }

        await CompareAsync(all: true);
    }

    // An event that was stored without an acknowledgement may have effects as well.
    private static bool IsQuiet(Client client) => client.IsComplete || client.Witnessed > client.Acknowledged;

    private static bool IsAtEnd(Client client) => client.Acknowledged == client.Sent && client.IsComplete;

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    private static long Long(string word) => long.Parse(word, CultureInfo.InvariantCulture);

    private static async Task KillAsync(Life life, Task first, double milliseconds)
    {
        await Task.WhenAny(first, Task.Delay(Patience));
        var begin = Stopwatch.GetTimestamp();
        if (milliseconds >= 2)
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds - 1));
        while (Stopwatch.GetElapsedTime(begin).TotalMilliseconds < milliseconds)
            Thread.SpinWait(20);
        life.Kill();
    }

    private static void SendNext(Life life, Client client)
    {
        if (client.Next() is > 0 and var number)
            life.Send(client.Key, number);
    }

    private Life Start()
    {
        foreach (var client in clients.Values)
            client.Begin();
        return new(path, kind, plant);
    }

    private void Fault(string fault) => Faults.Add($"{kind}: {fault}");

    private Client? Hear(Life life, string[] words, bool answers)
    {
        switch (words)
        {
            case ["ack", var key, var number, var isDuplicate]:
                Figures.Acknowledged++;
                Figures.Duplicates += isDuplicate == "True" ? 1 : 0;
                clients[key].Acknowledge(Number(number), Fault);
                return clients[key];
            case ["call", var call, var key, var number, var id]:
                Figures.Calls++;
                if (!clients[key].Call(Number(number), id, ++lastReceipt, Fault))
                    Figures.RepeatedCalls++;
                if (answers)
                    life.Return(call, lastReceipt);
                return clients[key];
            case ["message", var id, var key, var name, var number, var value, var time]:
                var note = new Note(name, Number(number), Long(value), Long(time));
                Figures.Messages++;
                if (!clients[key].Receive(id, note, DateTime.UtcNow.Ticks, Fault))
                    Figures.RepeatedMessages++;
                else if (name == "fired")
                    Figures.Fired++;
                return clients[key];
            case ["fault", ..]:
                Fault(string.Join(' ', words[1..]));
                return null;
            default:
                return null;
        }
    }

    private async Task CompareAsync(bool all)
    {
        var (machines, bookings) = await History.ReadAsync(path, kind, clients.Keys, Fault);
        Figures.Bookings = bookings.Sum(static rows => rows.Count());
        foreach (var client in clients.Values)
        {
            client.Compare(machines[client.Key], Fault);
            if (kind == Kind.Effects)
                client.Compare(bookings[client.Key], all, Fault);
        }
    }
}
