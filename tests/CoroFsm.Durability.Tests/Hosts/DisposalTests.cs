using System.Collections.Concurrent;
using CoroFsm.Durability.Journals;
using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>A host stops in order: every call ends, effects are cancelled, and the next host calls them again.</summary>
public sealed class DisposalTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    private readonly MemoryJournalStorage storage = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DisposeAsync_UnderLoad_EverySendEndsAndAcknowledgedOnesAreStored()
    {
        var acknowledged = new ConcurrentBag<string>();
        var failures = new ConcurrentBag<Exception>();
        var host = await DurableHost.OpenAsync<TestEvent>(new MemoryJournal(storage), Collect, cancellationToken: Cancellation);
        var started = new CountdownEvent(8);
        var clients = Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                var id = $"{client}.{i}";
                try
                {
                    _ = i % 7 == 6
                        ? (await host.AskAsync<string>($"{i % 5}", static reply => new Question(reply), Cancellation)).Length
                        : (await host.SendAsync($"{i % 5}", id, new Say(id + ";"), Cancellation)).Sequence;
                    if (i % 7 != 6)
                        acknowledged.Add($"{i % 5}: {id}");
                }
                catch (Exception error)
                {
                    failures.Add(error);
                    return;
                }

                if (i == 50)
                    started.Signal();
            }
        })).ToArray();
        started.Wait(Cancellation);
        await host.DisposeAsync().AsTask().WaitAsync(Hang, Cancellation);
        await Task.WhenAll(clients).WaitAsync(Hang, Cancellation);
        Assert.All(failures, static error => Assert.IsType<ObjectDisposedException>(error));
        Assert.Equal(8, failures.Count);

        await using var next = await DurableHost.OpenAsync<TestEvent>(new MemoryJournal(storage), Collect, cancellationToken: Cancellation);
        for (var key = 0; key < 5; key++)
        {
            var text = await next.QueryAsync<string>($"{key}", static reply => new Question(reply), Cancellation);
            var ids = text.Split(';', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(ids.Length, ids.Distinct().Count());
            var expected = acknowledged.Where(id => id.StartsWith($"{key}: ", StringComparison.Ordinal)).Select(static id => id[3..]);
            Assert.Empty(expected.Except(ids));
        }
    }

    [Fact]
    public async Task DisposeAsync_EffectIsRunning_CancelsItAndTheNextHostCallsItAgain()
    {
        var calls = new BlockingCollection<EffectContext>();
        Func<Durable<TestEvent>, Coroutine> code = machine => Works(machine, calls);
        var host = await DurableHost.OpenAsync(new MemoryJournal(storage), code, cancellationToken: Cancellation);
        await host.SendAsync("m", new Say("x"), Cancellation);
        var first = calls.Take(Cancellation);
        await host.DisposeAsync().AsTask().WaitAsync(Hang, Cancellation);
        Assert.True(first.CancellationToken.IsCancellationRequested);
        await using var next = await DurableHost.OpenAsync(new MemoryJournal(storage), code, cancellationToken: Cancellation);
        Assert.Equal(first.Id, calls.Take(Cancellation).Id);

        static async Coroutine Works(Durable<TestEvent> machine, BlockingCollection<EffectContext> calls)
        {
            await machine.Inbox.Receive();
            await machine.Call("work", context =>
            {
                calls.Add(context);
                return Task.Delay(Timeout.Infinite, context.CancellationToken).ContinueWith(
                    static task => task.IsCanceled ? throw new OperationCanceledException() : 0, TaskScheduler.Default);
            });
        }
    }

    [Fact]
    public async Task OpenAsync_JournalCannotBeRead_DisposesItAndThrows()
    {
        var journal = new MemoryJournal(storage);
        journal.InjectReadFault();
        await Assert.ThrowsAsync<JournalException>(
            () => DurableHost.OpenAsync<TestEvent>(journal, Collect, cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await journal.OpenAsync(Cancellation));
    }

    [Fact]
    public async Task DisposeAsync_LeavesJournalOpen_JournalIsUsable()
    {
        await using var journal = new MemoryJournal(storage);
        for (var i = 0; i < 2; i++)
        {
            await using var host = await DurableHost.OpenAsync<TestEvent>(
                journal, Collect, new() { LeavesJournalOpen = true }, Cancellation);
            Assert.Equal(2 + i, (await host.SendAsync("m", new Say("x"), Cancellation)).Sequence);
        }
    }

    [Fact]
    public async Task SendAsync_CancelledBeforeTheLoad_Throws()
    {
        await using var host = await DurableHost.OpenAsync<TestEvent>(new MemoryJournal(storage), Collect, cancellationToken: Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await host.SendAsync("m", new Say("x"), new CancellationToken(true)));
        Assert.Null(await host.GetInfoAsync("m", Cancellation));
    }

    private static async Coroutine Collect(Durable<TestEvent> machine)
    {
        var text = "";
        using var questions = machine.Inbox.Handle<Question>(question => question.Reply.Reply(text));
        while (true)
            text += (await machine.Inbox.Receive<Say>()).Text;
    }
}
