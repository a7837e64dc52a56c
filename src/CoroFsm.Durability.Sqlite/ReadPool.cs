namespace CoroFsm.Durability.Sqlite;

/// <summary>The connections that read. In the write-ahead mode they see one consistent state each, and block no commit.</summary>
/// <param name="database">The file.</param>
internal sealed class ReadPool(Database database) : IDisposable
{
    private const int LargestIdle = 8;

    private readonly object gate = new();
    private readonly Stack<ReadConnection> idle = [];
    private int active;
    private bool paused;
    private bool closed;

    /// <summary>Takes a connection. Dispose it when the read has ended.</summary>
    /// <exception cref="ObjectDisposedException">The journal is closed.</exception>
    internal Lease Rent()
    {
        ReadConnection? connection;
        lock (gate)
        {
            while (paused)
                Monitor.Wait(gate);
            ObjectDisposedException.ThrowIf(closed, typeof(SqliteJournal));
            active++;
            idle.TryPop(out connection);
        }

        try
        {
            return new(this, connection ?? new(database.OpenReader()));
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>Runs an action while nothing is read, or does not run it if the active reads do not end in time.</summary>
    internal void WithoutReads(TimeSpan timeout, Action action)
    {
        lock (gate)
        {
            // After a pulse the time begins again: each read that ends is progress.
            paused = true;
            while (active > 0 && Monitor.Wait(gate, timeout))
            {
            }

            try
            {
                if (active == 0)
                    action();
            }
            finally
            {
                paused = false;
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>Closes the connections. Those in use are closed when they are returned.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            foreach (var connection in idle)
                connection.Dispose();
            idle.Clear();
        }
    }

    private void Return(ReadConnection connection)
    {
        lock (gate)
        {
            if (!closed && !connection.IsBroken && idle.Count < LargestIdle)
                idle.Push(connection);
            else
                connection.Dispose();
        }

        Leave();
    }

    private void Leave()
    {
        lock (gate)
        {
            active--;
            if (paused)
                Monitor.PulseAll(gate);
        }
    }

    /// <summary>A connection in use.</summary>
    internal readonly struct Lease(ReadPool pool, ReadConnection connection) : IDisposable
    {
        internal ReadConnection Connection => connection;

        public void Dispose() => pool.Return(connection);
    }
}
