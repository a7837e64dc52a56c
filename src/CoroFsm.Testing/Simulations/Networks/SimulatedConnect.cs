using System.Net;
using System.Net.Sockets;
using CoroFsm.Networking;

namespace CoroFsm.Testing;

/// <summary>Connects to a simulated host.</summary>
internal sealed class SimulatedConnect(SimulatedHost host, EndPoint endPoint) : ConnectTrap
{
    private SimulatedWire? wire;

    /// <summary>Ends the trap with a connection: the other side has accepted.</summary>
    internal void Succeed() => TryEnd(new Connection(wire!.Client, Scheduler));

    /// <summary>Ends the trap with an error: the other side has refused, or cannot be reached.</summary>
    internal void Refuse(SocketError error) => TryEnd(new SocketException((int)error));

    protected override void Begin()
    {
        if (Scheduler != host.Of.Scheduler)
            throw SimulatedTransport.OfAnotherSimulation();
        try
        {
            var (to, from, address) = host.Find(endPoint);
            wire = new(host, from, to, address, this);
            wire.Connect();
        }
        catch (SocketException unknown)
        {
            TryEnd(unknown);
        }
    }

    protected override void Cancel() => wire?.Client.Dispose();
}
