using System.Net;
using System.Net.Sockets;

namespace CoroFsm.Testing;

/// <summary>Represents a connection of two simulated hosts, starting with its request.</summary>
internal sealed class SimulatedWire
{
    private readonly SimulatedHost from;
    private readonly SimulatedHost? to;
    private readonly IPEndPoint address;
    private readonly SimulatedConnect connect;
    private bool isAnswered;
    private bool isBroken;

    internal SimulatedWire(SimulatedHost from, IPEndPoint local, SimulatedHost? to, IPEndPoint address, SimulatedConnect connect)
    {
        this.from = from;
        this.to = to;
        this.address = address;
        this.connect = connect;
        var up = new SimulatedPipe(this, $"{local} to {address}");
        var down = new SimulatedPipe(this, $"{address} to {local}");
        Client = new(this, from, local, address, down, up);
        Server = new(this, to, address, local, up, down);
        up.Target = Server;
        down.Target = Client;
    }

    internal SimulatedNetwork Network => from.Of;

    internal SimulatedTransport Client { get; }

    internal SimulatedTransport Server { get; }

    /// <summary>Gets a value indicating whether the client is connected.</summary>
    internal bool IsEstablished { get; private set; }

    /// <summary>Gets a value indicating whether both sides have been closed.</summary>
    internal bool IsGone { get; private set; }

    internal bool IsSilent { get; set; }

    /// <summary>Gets a value indicating whether delivery is suspended.</summary>
    internal bool IsHeld => IsSilent || Network.IsPartitioned(from, to);

    internal SimulatedTransport Other(SimulatedTransport side) => side == Client ? Server : Client;

    internal void Connect()
    {
        Network.Add(this);
        Client.Outgoing.Put(SegmentKind.Connect);
    }

    /// <summary>Called when the connection request arrives.</summary>
    internal void Request()
    {
        if (to?.ListenerFor(address) is { } listener)
            listener.Request(this);
        else
            Refuse();
    }

    internal void Refuse() => Server.Outgoing.Put(SegmentKind.Reset);

    /// <summary>Answers the request, because a listener accepts the connection.</summary>
    /// <returns>False if the client has gone.</returns>
    internal bool TryAnswer()
    {
        if (IsGone)
            return false;
        isAnswered = true;
        Server.Outgoing.Put(SegmentKind.Answer);
        return true;
    }

    /// <summary>Called when the answer arrives.</summary>
    internal void Establish()
    {
        IsEstablished = true;
        connect.Succeed();
    }

    /// <summary>Called when the client is notified that the connection failed.</summary>
    internal void Fail()
    {
        Client.Leave();
        connect.Refuse(to is null ? SocketError.HostUnreachable : SocketError.ConnectionRefused);
    }

    /// <summary>Resets both sides.</summary>
    internal void Break()
    {
        if (IsGone || isBroken)
            return;
        isBroken = true;
        Network.CountReset();
        Network.Note($"{Client.LocalEndPoint} and {address} are reset");
        Server.Outgoing.Clear();
        Client.Outgoing.Clear();
        Server.Break();
        if (IsEstablished)
            Client.Break();
        else
            Fail();
    }

    internal void Resume()
    {
        Client.Outgoing.Resume();
        Server.Outgoing.Resume();
    }

    /// <summary>Ends the connection if both sides have been closed.</summary>
    internal void EndIfClosed()
    {
        if (IsGone || !Client.IsClosed || (isAnswered && !Server.IsClosed))
            return;
        IsGone = true;
        Client.StopLingering();
        Server.StopLingering();
        Client.Outgoing.Clear();
        Server.Outgoing.Clear();
        Network.Remove(this);
    }
}
