using CoroFsm.Durability.Journals;
using CoroFsm.Testing.Durability;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Orders.Tests;

/// <summary>Represents what survives a service with durable orders.</summary>
internal abstract class OrderJournal : IDisposable
{
    /// <summary>Gets the path for the setting of the service.</summary>
    internal abstract string Path { get; }

    /// <summary>Changes the services.</summary>
    internal abstract void Configure(IServiceCollection services);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>A journal in memory.</summary>
internal sealed class MemoryOrderJournal : OrderJournal
{
    private readonly MemoryJournalStorage storage = new();

    internal override string Path => ":memory:";

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    internal override void Configure(IServiceCollection services) =>
        services.AddKeyedSingleton<Journal>(OrderService.Name, (_, _) => new MemoryJournal(storage));
}

/// <summary>A file of SQLite in a folder of its own.</summary>
internal sealed class SqliteOrderJournal : OrderJournal
{
    internal SqliteOrderJournal(string? path = null) =>
        Path = path ?? System.IO.Path.Combine(Directory.CreateTempSubdirectory("orders-").FullName, "orders.db");

    internal override string Path { get; }

    /// <inheritdoc/>
    public override void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
    }

    internal override void Configure(IServiceCollection services)
    {
    }
}
