namespace CoroFsm.Networking;

/// <summary>Accepts connections for the waiting tasks. A connection that arrives while no task waits is kept for the next one.</summary>
internal sealed class AcceptOperation(ListenerTransport transport) : NetworkOperation<Connection>(transport.IsExternal)
{
    private readonly Queue<Connection> accepted = new();

    /// <summary>The connection that the transport has accepted.</summary>
    internal Transport? Accepted;

    internal override string Description => "a connection";

    public override void Refuse() => Interlocked.Exchange(ref Accepted, value: null)?.Dispose();

    internal QueuedTrap Accept() => TakeTrap();

    /// <summary>Closes the connections that no task has taken.</summary>
    internal void DisposeOfAccepted()
    {
        while (accepted.TryDequeue(out var connection))
            connection.Dispose();
    }

    private protected override bool TryBegin(out Exception? endedWith) => transport.TryBeginAccept(this, out endedWith);

    private protected override void Take(Exception? endedWith)
    {
        if (Accepted is not { } carrier)
        {
            // A connection that could not be accepted (too many open files, for instance) is reported to one task; the next one tries
            // again.
            if (!IsClosed && First is not null)
                Dequeue().TryEnd(endedWith!);
            return;
        }

        Accepted = null;
        Keep(new(carrier, Scheduler!));
    }

    private protected override void Serve()
    {
        while (First is not null)
        {
            if (IsClosed)
                Dequeue().TryEnd(Fault!);
            else if (accepted.TryDequeue(out var connection))
                Dequeue().TryEnd(connection);
            else if (!IsBusy)
                Start();
            else
                return;
        }
    }

    private protected override void Discard(QueuedTrap trap, Connection result)
    {
        Keep(result);
        Serve();
    }

    private void Keep(Connection connection)
    {
        if (IsClosed)
            connection.Dispose();
        else
            accepted.Enqueue(connection);
    }
}
