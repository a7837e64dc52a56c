using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Microsoft.Data.Sqlite;

namespace Rival.Akka;

/// <summary>
/// Represents persistent actors of Akka.NET with the default settings of Akka.Persistence.Sql. The database has a write-ahead log and
/// synchronous commits, as the journal of CoroFsm has.
/// </summary>
internal sealed class PersistentActors : IContender
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ActorSystem system;
    private readonly IActorRef[] actors;

    private PersistentActors(string path, int senders)
    {
        SetWriteAheadLog(path);
        system = ActorSystem.Create("rival", ConfigurationFactory.ParseString($$"""
            akka.loglevel = ERROR
            akka.persistence.journal {
              plugin = "akka.persistence.journal.sql"
              sql {
                class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
                connection-string = "Data Source={{path}}"
                provider-name = "SQLite.MS"
                auto-initialize = on
              }
            }
            """));
        actors = [.. Enumerable.Range(0, senders).Select(i => system.ActorOf(Props.Create(() => new Order($"order-{i}"))))];
    }

    internal static Task<IContender> OpenAsync(string path, int senders) =>
        Task.FromResult<IContender>(new PersistentActors(path, senders));

    public Task SendAsync(int sender, Add add) => actors[sender].Ask<int>(add, Patience);

    public async ValueTask DisposeAsync()
    {
        await system.Terminate().ConfigureAwait(false);
        SqliteConnection.ClearAllPools();
    }

    /// <summary>Sets the mode, which stays with the file, and checks the one that belongs to each connection.</summary>
    private static void SetWriteAheadLog(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        command.ExecuteNonQuery();
        command.CommandText = "PRAGMA synchronous";
        if (command.ExecuteScalar() is not 2L)
            throw new InvalidOperationException("New connections do not commit synchronously.");
    }

    private sealed class Order : ReceivePersistentActor
    {
        private long total;

        public Order(string id)
        {
            PersistenceId = id;
            Recover<Add>(Apply);
            Command<Add>(add => Persist(add, stored =>
            {
                Apply(stored);
                Sender.Tell(stored.Quantity);
            }));
        }

        public override string PersistenceId { get; }

        private void Apply(Add add) => total += add.Quantity * add.Cents;
    }
}
