using System.Globalization;
using CoroFsm;
using CoroFsm.Durability;
using CoroFsm.Durability.Sqlite;

namespace Rival.Akka;

/// <summary>Represents durable machines of CoroFsm with the default options.</summary>
internal sealed class DurableMachines : IContender
{
    private readonly DurableHost<Add> host;
    private readonly string[] keys;

    private DurableMachines(DurableHost<Add> host, int senders)
    {
        this.host = host;
        keys = [.. Enumerable.Range(0, senders).Select(static i => i.ToString(CultureInfo.InvariantCulture))];
    }

    internal static async Task<IContender> OpenAsync(string path, int senders) => new DurableMachines(
        await DurableHost.OpenAsync<Add>(
            new SqliteJournal(path), Order, new() { Json = new(AddJson.Default.Options) }).ConfigureAwait(false),
        senders);

    public Task SendAsync(int sender, Add add) => host.SendAsync(keys[sender], add).AsTask();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private static async Coroutine Order(Durable<Add> order)
    {
        var total = 0L;
        while (true)
        {
            var add = await order.Inbox.Receive();
            total += add.Quantity * add.Cents;
        }
    }
}
