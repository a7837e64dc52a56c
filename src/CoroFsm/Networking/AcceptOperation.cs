namespace CoroFsm.Networking;

/// <summary>Accepts the connections of a listener for the tasks of one scheduler.</summary>
internal sealed class AcceptOperation(Acceptor acceptor, UnclaimedConnections unclaimed, bool isExternal)
    : NetworkOperation<Connection>(isExternal)
{
    /// <summary>The connection that the transport has accepted.</summary>
    internal Transport? Accepted;

    internal override string Description => "a connection";

    /// <summary>Gets a value indicating whether a task is served although an operation is pending: with an unclaimed connection.</summary>
    private protected override bool ServesWhileBusy => true;

    /// <summary>Leaves the connection to the tasks of other schedulers.</summary>
    public override void Refuse()
    {
        if (Interlocked.Exchange(ref Accepted, value: null) is { } transport)
            unclaimed.Add(transport, by: this);
    }

    internal QueuedTrap Accept() => TakeTrap();

    internal void Close()
    {
        Close(NetworkOperation.Closed(nameof(Listener)));
        acceptor.Dispose();
    }

    /// <summary>Serves the waiting tasks, because another scheduler has left a connection.</summary>
    internal void ServeUnclaimed() => Serve();

    private protected override bool TryBegin(out Exception? endedWith) => acceptor.TryBeginAccept(this, out endedWith);

    private protected override void Take(Exception? endedWith)
    {
        if (Interlocked.Exchange(ref Accepted, value: null) is { } transport)
        {
            unclaimed.Add(transport, by: this);
            return;
        }

        // A connection that could not be accepted (too many open files, for instance) is reported to one task; the next one tries again.
        if (!IsClosed && First is not null)
            Dequeue().TryEnd(endedWith!);
    }

    private protected override void Serve()
    {
        Interlocked.MemoryBarrier();        // the count of waiters before the look at the unclaimed connections: see UnclaimedConnections
        while (First is not null)
        {
            if (IsClosed)
                Dequeue().TryEnd(Fault!);
            else if (unclaimed.TryTake(out var transport))
                Dequeue().TryEnd(new Connection(transport, Scheduler!));
            else if (!IsBusy)
                Start();
            else
                return;
        }
    }

    private protected override void Discard(QueuedTrap trap, Connection result)
    {
        unclaimed.Add(result.Transport, by: this);
        Serve();
    }
}
