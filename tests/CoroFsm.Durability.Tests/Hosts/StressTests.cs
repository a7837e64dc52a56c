using System.Collections.Concurrent;
using CoroFsm.Durability.Journals;
using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>Many threads, machines and failed commits: every acknowledged event is handled exactly once, and none is invented.</summary>
public sealed class StressTests
{
    private const int Clients = 64, Keys = 100, Events = 40;

    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendAsync_ManyClientsAndFaults_EachEventIsHandledOnce()
    {
        var (storage, commits) = (new MemoryJournalStorage(), 0);
        var journal = new MemoryJournal(storage)
        {
            FaultSource = () => (Interlocked.Increment(ref commits) % 9) switch
            {
                3 => CommitFault.NotStored,
                5 => CommitFault.UnsureStored,
                6 => CommitFault.UnsureNotStored,
                8 => CommitFault.Conflict,
                _ => CommitFault.None,
            },
        };
        var delivered = new ConcurrentDictionary<string, string>();
        var options = new DurableOptions
        {
            MaxResident = 60,
            OnMessage = (message, _) =>
            {
                delivered[message.Id] = message.Read<string>();
                return Task.CompletedTask;
            },
        };
        var failures = 0;
        await using (var host = await DurableHost.OpenAsync<TestEvent>(journal, Collect, options, Cancellation))
        {
            var clients = Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
            {
                for (var i = 0; i < Events; i++)
                {
                    var (key, id) = ($"{((client * 31) + (i * 17)) % Keys}", $"{client}.{i}");
                    while (!await TrySendAsync(host, key, id))
                        Interlocked.Increment(ref failures);
                }
            })).ToArray();
            await Task.WhenAll(clients).WaitAsync(Hang, Cancellation);
            journal.FaultSource = null;
        }

        Assert.True(failures > 100, $"Only {failures} sends have failed.");
        await using var next = await DurableHost.OpenAsync<TestEvent>(new MemoryJournal(storage), Collect, options, Cancellation);
        var handled = new List<string>();
        for (var key = 0; key < Keys; key++)
        {
            var text = await next.QueryAsync<string>($"{key}", static reply => new Question(reply), Cancellation);
            handled.AddRange(text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(id => $"{key}: {id}"));
        }

        var expected = from client in Enumerable.Range(0, Clients)
                       from i in Enumerable.Range(0, Events)
                       select $"{((client * 31) + (i * 17)) % Keys}: {client}.{i}";
        Assert.Equal(expected.Order(StringComparer.Ordinal), handled.Order(StringComparer.Ordinal));
        while (storage.MessageCount > 0)
            await Task.Yield();
        Assert.Equal(expected.Order(StringComparer.Ordinal), delivered.Values.Order(StringComparer.Ordinal));
    }

    private static async Task<bool> TrySendAsync(DurableHost<TestEvent> host, string key, string id)
    {
        try
        {
            await host.SendAsync(key, id, new Say(id), Cancellation);
            return true;
        }
        catch (JournalException)
        {
            return false;
        }
    }

    private static async Coroutine Collect(Durable<TestEvent> machine)
    {
        var text = "";
        using var questions = machine.Inbox.Handle<Question>(question => question.Reply.Reply(text));
        while (true)
        {
            var say = await machine.Inbox.Receive<Say>();
            text += say.Text + ";";
            machine.Emit($"{machine.Key}: {say.Text}");
        }
    }
}
