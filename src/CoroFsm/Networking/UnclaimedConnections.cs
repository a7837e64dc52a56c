using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <summary>
/// Represents the connections of a listener that no task has taken, and the schedulers whose tasks accept. All threads may use it.
/// </summary>
internal sealed class UnclaimedConnections(ListenerTransport transport)
{
    private readonly ConcurrentQueue<Transport> connections = new();
    private readonly Lock gate = new();

    /// <summary>One for each scheduler. The array is replaced, so that it can be read without the lock.</summary>
    private volatile AcceptOperation[] operations = [];

    private bool isClosed;

    internal int WaiterCount => operations.Sum(static operation => operation.WaiterCount);

    internal AcceptOperation OperationOf(Scheduler scheduler) => Find(scheduler) ?? AddOperation(scheduler);

    /// <summary>Keeps a connection for the next task, and lets a task that waits with another scheduler take it.</summary>
    internal void Add(Transport connection, AcceptOperation by)
    {
        connections.Enqueue(connection);
        if (Volatile.Read(ref isClosed))
        {
            Clear();
            return;
        }

        // First the connection, then the look at the counts; a task that comes counts first, and then looks for a connection.
        Interlocked.MemoryBarrier();
        if (by.WaiterCount > 0)
            return;
        foreach (var other in operations)
        {
            if (!ReferenceEquals(other, by) && other.WaiterCount > 0)
                other.Scheduler!.PostObject(new Offer(other));
        }
    }

    internal bool TryTake([NotNullWhen(true)] out Transport? connection) => connections.TryDequeue(out connection);

    /// <summary>Ends the waits of all tasks, and closes the connections that none has taken.</summary>
    internal void Close()
    {
        lock (gate)
            Volatile.Write(ref isClosed, value: true);
        foreach (var operation in operations)
        {
            if (operation.Scheduler!.IsInside)
                operation.Close();
            else
                operation.Scheduler.HandleOrPost(new Closing(operation));
        }

        Clear();
    }

    private void Clear()
    {
        while (connections.TryDequeue(out var connection))
            connection.Dispose();
    }

    private AcceptOperation? Find(Scheduler scheduler)
    {
        foreach (var operation in operations)
        {
            if (ReferenceEquals(operation.Scheduler, scheduler))
                return operation;
        }

        return null;
    }

    private AcceptOperation AddOperation(Scheduler scheduler)
    {
        lock (gate)
        {
            AcceptOperation operation = new(transport.NewAcceptor(), this, transport.IsExternal) { Scheduler = scheduler };
            if (isClosed)
                operation.Close();
            else
                operations = [.. operations.Where(static other => !other.Scheduler!.IsDisposed), operation];
            return operation;
        }
    }

    /// <summary>Offers a connection that one scheduler has left to the tasks of another.</summary>
    private sealed class Offer(AcceptOperation operation) : IInterrupt
    {
        public void Finish() => operation.ServeUnclaimed();

        public void Refuse()
        {
        }
    }

    /// <summary>Closes an operation for another thread, or directly if its scheduler has been disposed.</summary>
    private sealed class Closing(AcceptOperation operation) : IInterrupt
    {
        public void Finish() => operation.Close();

        public void Refuse() => operation.Close();
    }
}
