using CoroFsm.Networking;
using CoroFsm.Scheduling;

namespace CoroFsm.Testing;

/// <summary>
/// A network of hosts under a <see cref="Simulation"/>, in place of the sockets: the same tasks, with the delays, cuts and resets that its seed decides.
/// </summary>
/// <remarks>
/// <para>
/// Give each task the <see cref="SimulatedHost"/> that it runs on where it takes a <see cref="Network"/>. Within a connection bytes keep their order, are cut anywhere, and come after a delay;
/// connections overtake each other. Errors are those of real sockets.
/// </para>
/// <para>
/// All of it is timers of the simulated clock, so time has to pass: a task that polls with <see cref="TaskContext.Yield"/> stops it. Where nothing is under way and no task can run there is a deadlock; nobody
/// notices for the tasks that the other side has fallen silent, so they need time limits. For the thread of the simulation.
/// </para>
/// </remarks>
public sealed class SimulatedNetwork
{
    private readonly Simulation simulation;
    private readonly SimulatedRandom random;
    private readonly List<SimulatedHost> hosts = [];
    private readonly List<SimulatedWire> wires = [];

    /// <summary>Pairs of hosts between which nothing is delivered; in the order of their addresses.</summary>
    private readonly HashSet<(SimulatedHost, SimulatedHost)> partitions = [];

    /// <summary>Initializes a new instance of the <see cref="SimulatedNetwork"/> class.</summary>
    /// <param name="simulation">The simulation whose tasks use it.</param>
    /// <param name="options">How it treats what it carries; null: <see cref="SimulatedNetworkOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="simulation"/> is null.</exception>
    /// <exception cref="ArgumentException">The longest delay is shorter than the shortest.</exception>
    public SimulatedNetwork(Simulation simulation, SimulatedNetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        Options = options ?? SimulatedNetworkOptions.Default;
        if (Options.MaxDelay < Options.MinDelay)
            throw new ArgumentException($"The longest delay ({Options.MaxDelay}) is shorter than the shortest ({Options.MinDelay}).", nameof(options));
        this.simulation = simulation;
        random = simulation.NewRandom();
    }

    /// <summary>Gets how many connections are being made, or open on at least one side.</summary>
    public int ConnectionCount => wires.Count;

    /// <summary>Gets how many connections were reset, by <see cref="SimulatedNetworkOptions.ResetProbability"/> or by the test.</summary>
    public int ResetCount { get; private set; }

    internal SimulatedNetworkOptions Options { get; }

    internal Scheduler Scheduler => simulation.Scheduler;

    internal IReadOnlyList<SimulatedHost> Hosts => hosts;

    /// <summary>Adds a host, with an address of its own: 10.0.0.1 and so on.</summary>
    /// <param name="name">Its name, which a <see cref="System.Net.DnsEndPoint"/> finds.</param>
    /// <returns>The host: the network as its tasks see it.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public SimulatedHost AddHost(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (string.Equals(name, SimulatedHost.Self, StringComparison.OrdinalIgnoreCase) || hosts.Exists(host => host.HasName(name)))
            throw new ArgumentException($"There is a host {name} already. Use it, or choose another name.", nameof(name));
        var host = new SimulatedHost(this, name, hosts.Count + 1);
        hosts.Add(host);
        return host;
    }

    /// <summary>Cuts two hosts off from each other: what is under way between them, and what is sent from now on, waits until they are healed.</summary>
    /// <param name="first">The one.</param>
    /// <param name="second">The other.</param>
    /// <exception cref="ArgumentException">They are not two hosts of this network.</exception>
    public void Partition(SimulatedHost first, SimulatedHost second) => partitions.Add(Pair(first, second));

    /// <summary>Lets two hosts reach each other again: what has waited comes, but for that of connections that have fallen silent by themselves.</summary>
    /// <param name="first">The one.</param>
    /// <param name="second">The other.</param>
    /// <exception cref="ArgumentException">They are not two hosts of this network.</exception>
    public void Heal(SimulatedHost first, SimulatedHost second)
    {
        partitions.Remove(Pair(first, second));
        ResumeAll();
    }

    /// <summary>Lets all hosts reach each other, and all connections speak again.</summary>
    public void HealAll()
    {
        partitions.Clear();
        foreach (var wire in wires)
            wire.IsSilent = false;
        ResumeAll();
    }

    /// <summary>Makes a connection silent: neither side gets anything any more, until it is healed.</summary>
    /// <param name="connection">One side of it.</param>
    /// <exception cref="ArgumentException">It is none of this network.</exception>
    public void Drop(Connection connection) => WireOf(connection).IsSilent = true;

    /// <summary>Lets a silent connection speak again: what has waited comes.</summary>
    /// <param name="connection">One side of it.</param>
    /// <exception cref="ArgumentException">It is none of this network.</exception>
    public void Heal(Connection connection)
    {
        var wire = WireOf(connection);
        wire.IsSilent = false;
        wire.Resume();
    }

    /// <summary>Resets a connection: both sides get <see cref="System.Net.Sockets.SocketError.ConnectionReset"/>, at once; what was under way is lost.</summary>
    /// <param name="connection">One side of it.</param>
    /// <exception cref="ArgumentException">It is none of this network.</exception>
    public void Reset(Connection connection) => WireOf(connection).Break();

    internal void ResetAll(SimulatedHost host)
    {
        foreach (var wire in wires.FindAll(wire => wire.Client.Host == host || wire.Server.Host == host))
            wire.Break();
    }

    internal void Add(SimulatedWire wire) => wires.Add(wire);

    internal void Remove(SimulatedWire wire) => wires.Remove(wire);

    internal void CountReset() => ResetCount++;

    internal bool IsPartitioned(SimulatedHost first, SimulatedHost? second) => second is not null && first != second && partitions.Contains(Pair(first, second));

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
            throw new ArgumentException("Two hosts of this network are expected.", nameof(second));
        return first.Number < second.Number ? (first, second) : (second, first);
    }

    private SimulatedWire WireOf(Connection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.Transport is SimulatedTransport { Wire: { } wire } && wire.Network == this
            ? wire
            : throw new ArgumentException("The connection is none of this network.", nameof(connection));
    }
}
