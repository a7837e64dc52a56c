using CoroFsm.Networking;
using CoroFsm.Scheduling;

namespace CoroFsm.Testing;

/// <summary>
/// Represents a network of hosts under a <see cref="Simulation"/>, instead of sockets: the same tasks run with the delays, splits and
/// resets that its seed determines.
/// </summary>
/// <remarks>
/// <para>
/// Pass each task the <see cref="SimulatedHost"/> on which it runs as its <see cref="Network"/>. Within a connection, bytes keep their
/// order, are split anywhere, and arrive after a delay; different connections may overtake each other. Errors are those of real sockets.
/// </para>
/// <para>
/// The network uses timers of the simulated clock, so the clock must advance: a task that polls with <see cref="TaskContext.Yield"/> stops
/// it. If nothing is in transit and no task can run, there is a deadlock. Tasks are not notified when the other side becomes silent, so
/// they need timeouts. Use the network on the thread of the simulation only.
/// </para>
/// </remarks>
public sealed class SimulatedNetwork
{
    private readonly Simulation simulation;
    private readonly SimulatedRandom random;
    private readonly List<SimulatedHost> hosts = [];
    private readonly List<SimulatedWire> wires = [];

    /// <summary>Pairs of hosts between which nothing is delivered, in the order of their addresses.</summary>
    private readonly HashSet<(SimulatedHost, SimulatedHost)> partitions = [];

    /// <summary>Initializes a new instance of the <see cref="SimulatedNetwork"/> class.</summary>
    /// <param name="simulation">The simulation whose tasks use it.</param>
    /// <param name="options">The options; null for <see cref="SimulatedNetworkOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="simulation"/> is null.</exception>
    /// <exception cref="ArgumentException">The maximum delay is less than the minimum delay.</exception>
    public SimulatedNetwork(Simulation simulation, SimulatedNetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        Options = options ?? SimulatedNetworkOptions.Default;
        if (Options.MaxDelay < Options.MinDelay)
        {
            throw new ArgumentException(
                $"The maximum delay ({Options.MaxDelay}) is less than the minimum delay ({Options.MinDelay}). Raise MaxDelay.",
                nameof(options));
        }
        this.simulation = simulation;
        random = simulation.NewRandom();
    }

    /// <summary>Gets the number of connections that are being established or are open on at least one side.</summary>
    public int ConnectionCount => wires.Count;

    /// <summary>
    /// Gets the number of connections that were reset, by <see cref="SimulatedNetworkOptions.ResetProbability"/> or by the test.
    /// </summary>
    public int ResetCount { get; private set; }

    internal SimulatedNetworkOptions Options { get; }

    internal Scheduler Scheduler => simulation.Scheduler;

    internal IReadOnlyList<SimulatedHost> Hosts => hosts;

    /// <summary>Adds a host with its own address: 10.0.0.1 and so on.</summary>
    /// <param name="name">The name of the host, which a <see cref="System.Net.DnsEndPoint"/> resolves.</param>
    /// <returns>The host: the network as its tasks use it.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public SimulatedHost AddHost(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (string.Equals(name, SimulatedHost.Self, StringComparison.OrdinalIgnoreCase) || hosts.Exists(host => host.HasName(name)))
            throw new ArgumentException($"The network already has a host {name}. Use it, or choose another name.", nameof(name));
        var host = new SimulatedHost(this, name, hosts.Count + 1);
        hosts.Add(host);
        return host;
    }

    /// <summary>
    /// Separates two hosts: data in transit between them and data sent from now on are held until the partition is healed.
    /// </summary>
    /// <param name="first">One host.</param>
    /// <param name="second">The other host.</param>
    /// <exception cref="ArgumentException">The arguments are not two hosts of this network.</exception>
    public void Partition(SimulatedHost first, SimulatedHost second) => partitions.Add(Pair(first, second));

    /// <summary>Ends the partition of two hosts: held data is delivered, except that of silent connections.</summary>
    /// <param name="first">One host.</param>
    /// <param name="second">The other host.</param>
    /// <exception cref="ArgumentException">The arguments are not two hosts of this network.</exception>
    public void Heal(SimulatedHost first, SimulatedHost second)
    {
        partitions.Remove(Pair(first, second));
        ResumeAll();
    }

    /// <summary>Ends all partitions, and the silence of all connections.</summary>
    public void HealAll()
    {
        partitions.Clear();
        foreach (var wire in wires)
            wire.IsSilent = false;
        ResumeAll();
    }

    /// <summary>Makes a connection silent: neither side receives anything until the connection is healed.</summary>
    /// <param name="connection">One side of the connection.</param>
    /// <exception cref="ArgumentException">The connection does not belong to this network.</exception>
    public void Drop(Connection connection) => WireOf(connection).IsSilent = true;

    /// <summary>Ends the silence of a connection: held data is delivered.</summary>
    /// <param name="connection">One side of the connection.</param>
    /// <exception cref="ArgumentException">The connection does not belong to this network.</exception>
    public void Heal(Connection connection)
    {
        var wire = WireOf(connection);
        wire.IsSilent = false;
        wire.Resume();
    }

    /// <summary>
    /// Resets a connection: both sides immediately receive <see cref="System.Net.Sockets.SocketError.ConnectionReset"/>; data in transit is
    /// lost.
    /// </summary>
    /// <param name="connection">One side of the connection.</param>
    /// <exception cref="ArgumentException">The connection does not belong to this network.</exception>
    public void Reset(Connection connection) => WireOf(connection).Break();

    internal void ResetAll(SimulatedHost host)
    {
        foreach (var wire in wires.FindAll(wire => wire.Client.Host == host || wire.Server.Host == host))
            wire.Break();
    }

    internal void Add(SimulatedWire wire) => wires.Add(wire);

    internal void Remove(SimulatedWire wire) => wires.Remove(wire);

    internal void CountReset() => ResetCount++;

    internal bool IsPartitioned(SimulatedHost first, SimulatedHost? second) =>
        second is not null && first != second && partitions.Contains(Pair(first, second));

    internal TimeSpan DrawDelay()
    {
        if (Options.MinDelay == TimeSpan.Zero && random.Next(4) == 0)
            return TimeSpan.Zero;
        var range = (UInt128)(Options.MaxDelay - Options.MinDelay).Ticks + 1;
        return Options.MinDelay + TimeSpan.FromTicks((long)((range * random.NextBits()) >> 64));
    }

    internal int DrawSegment(int length)
    {
        var most = Math.Min(length, Options.MaxSegment);
        return most > 1 && Draw(Options.SplitProbability) ? 1 + random.Next(most) : most;
    }

    internal bool Draw(double probability) => probability > 0 && (random.NextBits() >> 11) * (1.0 / (1UL << 53)) < probability;

    internal void Note(string what) => simulation.Note($"network at {simulation.Time.Elapsed:c}: {what}");

    private void ResumeAll()
    {
        foreach (var wire in wires)
            wire.Resume();
    }

    private (SimulatedHost, SimulatedHost) Pair(SimulatedHost first, SimulatedHost second)
    {
        if (first is null || second is null || first == second || first.Of != this || second.Of != this)
        {
            throw new ArgumentException(
                "The arguments are not two hosts of this network. Use two hosts that AddHost returned.",
                nameof(second));
        }

        return first.Number < second.Number ? (first, second) : (second, first);
    }

    private SimulatedWire WireOf(Connection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.Transport.Carrier is SimulatedTransport { Wire: { } wire } && wire.Network == this
            ? wire
            : throw new ArgumentException(
                "The connection does not belong to this network. Use one that a host of this network has made.",
                nameof(connection));
    }
}
