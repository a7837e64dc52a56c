using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Orders;

/// <summary>
/// Stores the stock and the archive of durable orders, in a database of its own, as another system would. Each change has the order as its
/// key: made again, it changes nothing. Thread-safe.
/// </summary>
internal sealed class ShopFile : IDisposable
{
    private const string Schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE IF NOT EXISTS reservations(order_id TEXT PRIMARY KEY, product TEXT NOT NULL, quantity INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS ended(
            id INTEGER PRIMARY KEY, order_id TEXT NOT NULL UNIQUE, product TEXT NOT NULL, quantity INTEGER NOT NULL, total TEXT NOT NULL,
            end TEXT NOT NULL, is_sold INTEGER NOT NULL);
        """;

    private readonly SqliteConnection connection;
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>Initializes a new instance of the <see cref="ShopFile"/> class.</summary>
    /// <param name="path">The path of the file. It is created if it does not exist.</param>
    public ShopFile(string path)
    {
        connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Execute(Schema);
    }

    /// <summary>Returns the path of the shop's file beside a journal, such as orders.shop.db.</summary>
    public static string PathFor(string journal) => Path.ChangeExtension(journal, ".shop.db");

    public Task ReserveAsync(string order, string product, int quantity) => WriteAsync(() => Execute(
        "INSERT OR IGNORE INTO reservations VALUES ($order, $product, $quantity)",
        ("$order", order), ("$product", product), ("$quantity", quantity)));

    public Task EndAsync(OrderEnded ended) => WriteAsync(() =>
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        Execute("DELETE FROM reservations WHERE order_id = $order", ("$order", ended.Order.Id));
        Execute(
            "INSERT OR IGNORE INTO ended(order_id, product, quantity, total, end, is_sold) "
                + "VALUES ($id, $product, $quantity, $total, $end, $sold)",
            ("$id", ended.Order.Id),
            ("$product", ended.Order.Product),
            ("$quantity", ended.Order.Quantity),
            ("$total", ended.Order.Total.ToString(CultureInfo.InvariantCulture)),
            ("$end", ended.End.ToString()),
            ("$sold", ended.IsSold));
        transaction.Commit();
    });

    public OrderView? Find(string id) =>
        Read("SELECT order_id, product, quantity, total, end FROM ended WHERE order_id = $id", ToOrder, ("$id", id)).SingleOrDefault();

    /// <summary>Returns the last orders that have ended, the oldest first.</summary>
    public IEnumerable<OrderView> ReadEnded(int limit) =>
        Read("SELECT order_id, product, quantity, total, end FROM ended ORDER BY id DESC LIMIT $limit", ToOrder, ("$limit", limit))
            .AsEnumerable().Reverse();

    public IEnumerable<string> ReadIds() => Read(
        "SELECT order_id FROM reservations UNION ALL SELECT order_id FROM ended", static row => row.GetString(0));

    public IEnumerable<(OrderEnd End, int Count)> CountEnds() => Read(
        "SELECT end, count(*) FROM ended GROUP BY end", static row => (Enum.Parse<OrderEnd>(row.GetString(0)), row.GetInt32(1)));

    public IEnumerable<(string Product, int Quantity)> ReadSold() => Read(
        "SELECT product, sum(quantity) FROM ended WHERE is_sold GROUP BY product", static row => (row.GetString(0), row.GetInt32(1)));

    public IEnumerable<(string Order, string Product, int Quantity)> ReadReservations() => Read(
        "SELECT order_id, product, quantity FROM reservations", static row => (row.GetString(0), row.GetString(1), row.GetInt32(2)));

    /// <summary>Copies everything to a new file.</summary>
    public void BackUp(string path)
    {
        using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        copy.Open();
        connection.BackupDatabase(copy);
    }

    public void Dispose()
    {
        connection.Dispose();
        gate.Dispose();
    }

    private static OrderView ToOrder(SqliteDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetInt32(2),
        decimal.Parse(row.GetString(3), CultureInfo.InvariantCulture),
        row.GetString(4),
        HasEnded: true);

    /// <summary>Writes, one call at a time.</summary>
    private async Task WriteAsync(Action write)
    {
        await gate.WaitAsync();
        try
        {
            write();
        }
        finally
        {
            gate.Release();
        }
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> read, params (string Name, object Value)[] parameters)
    {
        gate.Wait();
        try
        {
            List<T> rows = [];
            using var command = Command(sql, parameters);
            using var reader = command.ExecuteReader();
            while (reader.Read())
                rows.Add(read(reader));
            return rows;
        }
        finally
        {
            gate.Release();
        }
    }

    private void Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
