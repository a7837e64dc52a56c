using System.Net;
using System.Net.Sockets;
using CoroFsm.Networking;

namespace CoroFsm.Testing;

/// <summary>A host of a <see cref="SimulatedNetwork"/>: the network as the tasks on it see it.</summary>
public sealed class SimulatedHost : Network
{
    internal const string Self = "localhost";

    private const int FirstFreePort = 49152;

    private readonly Dictionary<int, SimulatedListener> listeners = [];
    private int lastPort = FirstFreePort - 1;

    internal SimulatedHost(SimulatedNetwork network, string name, int number)
    {
        Of = network;
        Name = name;
        Number = number;
        Address = new([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
    }

    /// <summary>Gets its name.</summary>
    public string Name { get; }

    /// <summary>Gets its address.</summary>
    public IPAddress Address { get; }

    internal SimulatedNetwork Of { get; }

    internal int Number { get; }

    /// <summary>Resets all connections of the host, as one does that was switched off and on. Its listeners and tasks are the test's to end.</summary>
    public void ResetConnections() => Of.ResetAll(this);

    internal bool HasName(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds where a connection goes to.</summary>
    /// <returns>The host, null if there is none; and the addresses of both sides.</returns>
    /// <exception cref="SocketException">There is no host of this name.</exception>
    internal (SimulatedHost? Host, IPEndPoint From, IPEndPoint To) Find(EndPoint endPoint)
    {
        var to = endPoint as IPEndPoint ?? Resolve(endPoint);
        var isOwn = IPAddress.IsLoopback(to.Address) || to.Address.Equals(IPAddress.Any) || to.Address.Equals(IPAddress.IPv6Any);
        var host = isOwn ? this : Of.Hosts.FirstOrDefault(host => host.Address.Equals(to.Address));
        return (host, new(isOwn ? IPAddress.Loopback : Address, FreePort()), new(isOwn ? IPAddress.Loopback : to.Address, to.Port));
    }

    /// <summary>Finds who listens.</summary>
    internal SimulatedListener? ListenerFor(IPEndPoint to) => listeners.TryGetValue(to.Port, out var listener) && listener.Hears(to.Address) ? listener : null;

    internal void Remove(SimulatedListener listener) => listeners.Remove(listener.Port);

    private protected override ListenerTransport OpenListener(EndPoint endPoint, int backlog)
    {
        var at = endPoint as IPEndPoint ?? throw NotAnAddress(endPoint);
        if (!IPAddress.IsLoopback(at.Address) && !at.Address.Equals(IPAddress.Any) && !at.Address.Equals(IPAddress.IPv6Any) && !at.Address.Equals(Address))
            throw new SocketException((int)SocketError.AddressNotAvailable);
        var port = at.Port == 0 ? FreePort() : at.Port;
        if (listeners.ContainsKey(port))
            throw new SocketException((int)SocketError.AddressAlreadyInUse);
        return listeners[port] = new(this, new(at.Address, port), backlog);
    }

    private protected override ConnectTrap MakeConnect(EndPoint endPoint) => new SimulatedConnect(this, endPoint);

    private static NotSupportedException NotAnAddress(EndPoint endPoint) =>
        new($"A simulated host listens and connects at an {nameof(IPEndPoint)}, and connects to a {nameof(DnsEndPoint)}; {endPoint} is a {endPoint.GetType().Name}.");

    private IPEndPoint Resolve(EndPoint endPoint)
    {
        var name = endPoint as DnsEndPoint ?? throw NotAnAddress(endPoint);
        if (string.Equals(name.Host, Self, StringComparison.OrdinalIgnoreCase))
            return new(IPAddress.Loopback, name.Port);
        var host = Of.Hosts.FirstOrDefault(host => host.HasName(name.Host)) ?? throw new SocketException((int)SocketError.HostNotFound);
        return new(host.Address, name.Port);
    }

    /// <summary>Finds a port that nobody listens at. Those of connections may be used again: it is the wire that tells them apart.</summary>
    private int FreePort()
    {
        do
            lastPort = lastPort == IPEndPoint.MaxPort ? FirstFreePort : lastPort + 1;
        while (listeners.ContainsKey(lastPort));
        return lastPort;
    }
}
