using System.Net;
using CoroFsm.Networking;

namespace CoroFsm.Testing;

/// <summary>Listens at a port of a simulated host.</summary>
internal sealed class SimulatedListener(SimulatedHost host, IPEndPoint at, int backlog) : ListenerTransport
{
    private readonly Queue<Transport> connected = new();

    /// <summary>Connections that exceed the backlog.</summary>
    private readonly Queue<SimulatedWire> waiting = new();

    private AcceptOperation? accepter;
    private bool isClosed;

    internal override bool IsExternal => false;

    internal override EndPoint LocalEndPoint => at;

    internal int Port => at.Port;

    public override void Dispose() => SimulatedTransport.OnThread(host.Of.Scheduler, Close);

    internal bool Hears(IPAddress address) =>
        IPAddress.IsLoopback(address) ? !at.Address.Equals(host.Address) : !IPAddress.IsLoopback(at.Address);

    internal override Acceptor NewAcceptor() => new SimulatedAcceptor(this);

    /// <summary>Called when a connection request arrives.</summary>
    internal void Request(SimulatedWire wire)
    {
        waiting.Enqueue(wire);
        Admit();
    }

    private bool TryBeginAccept(AcceptOperation operation, out Exception? error)
    {
        error = isClosed ? NetworkOperation.Closed(nameof(Listener))
            : operation.Scheduler == host.Of.Scheduler ? null
            : SimulatedTransport.OfAnotherSimulation();
        if (error is not null)
            return false;
        if (!connected.TryDequeue(out operation.Accepted))
        {
            accepter = operation;
            return true;
        }

        Admit();
        return false;
    }

    private void Admit()
    {
        while (connected.Count < backlog && waiting.TryDequeue(out var wire))
        {
            if (!wire.TryAnswer())
                continue;
            if (accepter is { } operation)
            {
                accepter = null;
                operation.Accepted = wire.Server;
                operation.End(endedWith: null);
            }
            else
            {
                connected.Enqueue(wire.Server);
            }
        }
    }

    private void Close()
    {
        isClosed = true;
        host.Remove(this);
        accepter?.End(NetworkOperation.Closed(nameof(Listener)));
        accepter = null;
        while (waiting.TryDequeue(out var wire))
            wire.Refuse();
        while (connected.TryDequeue(out var server))
            ((SimulatedTransport)server).Abort();
    }

    /// <summary>Accepts for the scheduler of the simulation, the only one there is.</summary>
    private sealed class SimulatedAcceptor(SimulatedListener listener) : Acceptor
    {
        public override void Dispose()
        {
        }

        internal override bool TryBeginAccept(AcceptOperation operation, out Exception? error) =>
            listener.TryBeginAccept(operation, out error);
    }
}
