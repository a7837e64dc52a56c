using System.Net;
using System.Net.Sockets;
using CoroFsm.Networking;

namespace CoroFsm.Testing;

/// <summary>Represents a host of a <see cref="SimulatedNetwork"/>: the network as the tasks on this host use it.</summary>
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

    /// <summary>Gets the name of the host.</summary>
    public string Name { get; }

    /// <summary>Gets the address of the host.</summary>
    public IPAddress Address { get; }

    internal SimulatedNetwork Of { get; }

    internal int Number { get; }

    /// <summary>
    /// Resets all connections of the host, as a restart of the host would. The test itself ends the listeners and tasks of the host.
    /// </summary>
    public void ResetConnections() => Of.ResetAll(this);

    internal bool HasName(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Resolves the addresses of a connection.</summary>
    /// <returns>The host, null if there is none; and the addresses of both sides.</returns>
    /// <exception cref="SocketException">There is no host with this name.</exception>
    internal (SimulatedHost? Host, IPEndPoint From, IPEndPoint To) Find(EndPoint endPoint)
    {
        var to = endPoint as IPEndPoint ?? Resolve(endPoint);
        var isOwn = IPAddress.IsLoopback(to.Address) || to.Address.Equals(IPAddress.Any) || to.Address.Equals(IPAddress.IPv6Any);
        var host = isOwn ? this : Of.Hosts.FirstOrDefault(host => host.Address.Equals(to.Address));
        return (host, new(isOwn ? IPAddress.Loopback : Address, FreePort()), new(isOwn ? IPAddress.Loopback : to.Address, to.Port));
    }

    /// <summary>Returns the listener for an address; null if there is none.</summary>
    internal SimulatedListener? ListenerFor(IPEndPoint to) =>
        listeners.TryGetValue(to.Port, out var listener) && listener.Hears(to.Address) ? listener : null;

    internal void Remove(SimulatedListener listener) => listeners.Remove(listener.Port);

    private protected override ListenerTransport OpenListener(EndPoint endPoint, int backlog)
    {
        var at = endPoint as IPEndPoint ?? throw NotAnAddress(endPoint);
        var isOwn = IPAddress.IsLoopback(at.Address) || at.Address.Equals(Address)
            || at.Address.Equals(IPAddress.Any) || at.Address.Equals(IPAddress.IPv6Any);
        if (!isOwn)
            throw new SocketException((int)SocketError.AddressNotAvailable);
        var port = at.Port == 0 ? FreePort() : at.Port;
        if (listeners.ContainsKey(port))
            throw new SocketException((int)SocketError.AddressAlreadyInUse);
        return listeners[port] = new(this, new(at.Address, port), backlog);
    }

    private protected override ConnectTrap MakeConnect(EndPoint endPoint) => new SimulatedConnect(this, endPoint);

    private static NotSupportedException NotAnAddress(EndPoint endPoint) => new(
        $"A simulated host does not support {endPoint}, a {endPoint.GetType().Name}. " +
        $"Listen at an {nameof(IPEndPoint)}, and connect to an {nameof(IPEndPoint)} or a {nameof(DnsEndPoint)}.");

    private IPEndPoint Resolve(EndPoint endPoint)
    {
        var name = endPoint as DnsEndPoint ?? throw NotAnAddress(endPoint);
        if (string.Equals(name.Host, Self, StringComparison.OrdinalIgnoreCase))
            return new(IPAddress.Loopback, name.Port);
        var host = Of.Hosts.FirstOrDefault(host => host.HasName(name.Host)) ?? throw new SocketException((int)SocketError.HostNotFound);
        return new(host.Address, name.Port);
    }

    /// <summary>Returns a port without a listener. Ports of connections may be used again, because the wires are distinct.</summary>
    private int FreePort()
    {
        do
            lastPort = lastPort == IPEndPoint.MaxPort ? FirstFreePort : lastPort + 1;
        while (listeners.ContainsKey(lastPort));
        return lastPort;
    }
}
