using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Tests.Hosts;
using CoroFsm.Durability.Tests.Journals.Contract;
using CoroFsm.Testing;
using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Operations;

/// <summary>Represents hosts of orders on one storage, one after another.</summary>
internal sealed class Shop
{
    private readonly TaskCompletionSource paid = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal MemoryJournalStorage Storage { get; init; } = new();

    internal SimulatedTime Time { get; } = new();

    internal List<string> Charges { get; } = [];

    internal List<string> Messages { get; } = [];

    internal DurableOptions Options => new()
    {
        Type = "Order",
        TimeProvider = Time,
        OnMessage = (message, _) =>
        {
            lock (Messages)
                Messages.Add(message.Id);
            paid.TrySetResult();
            return Task.CompletedTask;
        },
    };

    internal Task<DurableHost<OrderEvent>> OpenAsync(
        Func<Durable<OrderEvent>, Coroutine>? coroutine = null, DurableOptions? options = null) =>
        OpenAsync(new DurableProgram<OrderEvent>(coroutine ?? Order), options);

    internal Task<DurableHost<OrderEvent>> OpenAsync(DurableProgram<OrderEvent> program, DurableOptions? options = null) =>
        DurableHost.OpenAsync(new MemoryJournal(Storage), program, options ?? Options, Cancellation);

    /// <summary>Runs a host with events for order "a" until its effects and messages are done, and disposes of it.</summary>
    internal async Task RunAsync(params OrderEvent[] events)
    {
        await using var host = await OpenAsync();
        foreach (var @event in events)
            await host.SendAsync("a", @event, Cancellation);
        if (events.OfType<Checkout>().Any())
            await paid.Task.WaitAsync(Cancellation);
    }

    /// <summary>Lets other threads run until something is so.</summary>
    internal static async Task WaitForAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));     // only against a hang
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    internal async Task<List<StoredRecord>> ReadAsync(string key = "a")
    {
        var reader = new RecordList();
        await using var journal = new MemoryJournal(Storage);
        await journal.OpenAsync(Cancellation);
        await journal.ReadAsync(new("Order", key), reader, Cancellation);
        return reader.Records;
    }

    internal async Task<string?> ReadParkedAsync(string key = "a")
    {
        await using var journal = new MemoryJournal(Storage);
        await journal.OpenAsync(Cancellation);
        await foreach (var entry in journal.ListAsync("Order", MachineFilter.Parked, Cancellation))
        {
            if (entry.Machine.Id.Key == key)
                return entry.Parked;
        }

        return null;
    }

    /// <summary>The code of every machine: items, a payment, a delivery with a time limit.</summary>
    internal Coroutine Order(Durable<OrderEvent> order) => OrderLife.Order(order, Charge);

    /// <summary>The same with another name of its first state.</summary>
    internal static async Coroutine Renamed(Durable<OrderEvent> order)
    {
        while (await order.Inbox.Receive(static e => e is Add or Checkout, "Browsing") is Add)
        {
        }
    }

    internal Task<string> Charge(EffectContext context, long cents)
    {
        lock (Charges)
            Charges.Add(context.Id);
        return Task.FromResult($"receipt for {cents}");
    }
}
