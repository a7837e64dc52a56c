using System.Net;
using System.Net.Sockets;
using CoroFsm.Networking;

namespace CoroFsm.Testing;

/// <summary>A connection of two simulated hosts, from the first knock on.</summary>
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

    /// <summary>Gets a value indicating whether the client knows that it is connected.</summary>
    internal bool IsEstablished { get; private set; }

    /// <summary>Gets a value indicating whether neither side is left.</summary>
    internal bool IsGone { get; private set; }

    internal bool IsSilent { get; set; }

    /// <summary>Gets a value indicating whether nothing is delivered at present.</summary>
    internal bool IsHeld => IsSilent || Network.IsPartitioned(from, to);

    internal void Connect()
    {
        Network.Add(this);
        Client.Outgoing.Put(SegmentKind.Connect);
    }

    /// <summary>The knock arrives.</summary>
    internal void Knock()
    {
        if (to?.ListenerFor(address) is { } listener)
            listener.Knock(this);
        else
            Refuse();
    }

    internal void Refuse() => Server.Outgoing.Put(SegmentKind.Reset);

    /// <summary>A listener takes the connection.</summary>
    /// <returns>False if the client has gone.</returns>
    internal bool TryAnswer()
    {
        if (IsGone)
            return false;
        isAnswered = true;
        Server.Outgoing.Put(SegmentKind.Answer);
        return true;
    }

    /// <summary>The answer arrives.</summary>
    internal void Establish()
    {
        IsEstablished = true;
        connect.Succeed();
    }

    /// <summary>The client learns that there will be no connection.</summary>
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

    /// <summary>Ends the connection, if neither side is left.</summary>
    internal void LetGo()
    {
        if (IsGone || !Client.IsClosed || (isAnswered && !Server.IsClosed))
            return;
        IsGone = true;
        Client.Outgoing.Clear();
        Server.Outgoing.Clear();
        Network.Remove(this);
    }
}
