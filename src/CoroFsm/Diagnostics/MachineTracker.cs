namespace CoroFsm.Diagnostics;

/// <summary>
/// Tracks machines: which have started and not ended, and where each waits.
/// </summary>
/// <remarks>
/// For debugging and for tests: a machine that is dropped while it waits never runs its <c>finally</c> blocks. Machines are referenced
/// weakly. Thread-safe; the information about machines that other threads run is a snapshot.
/// </remarks>
public sealed class MachineTracker : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<WeakReference<Machine>> machines = [];
    private int nextSweep = 64;

    private MachineTracker()
    {
    }

    /// <summary>Starts to track the machines that any thread starts from now on.</summary>
    /// <returns>The tracker; dispose it to end the tracking.</returns>
    public static MachineTracker Begin()
    {
        var tracker = new MachineTracker();
        Machine.Started += tracker.Add;
        return tracker;
    }

    /// <summary>Returns the machines that have not ended.</summary>
    /// <returns>The machines, oldest first.</returns>
    public IReadOnlyList<Machine> GetLiving()
    {
        lock (gate)
        {
            Sweep();
            List<Machine> living = [];
            foreach (var reference in machines)
            {
                if (reference.TryGetTarget(out var machine))
                    living.Add(machine);
            }

            return living;
        }
    }

    /// <summary>Ends the tracking.</summary>
    public void Dispose() => Machine.Started -= Add;

    /// <summary>Returns a line for each living machine, with its state and position.</summary>
    /// <returns>The lines.</returns>
    public override string ToString() => string.Join(Environment.NewLine, GetLiving().Select(m => $"{m.Name}: {m.State} at {m.Position}"));

    private void Add(Machine machine)
    {
        lock (gate)
        {
            if (machines.Count >= nextSweep)
            {
                Sweep();
                nextSweep = Math.Max(64, machines.Count * 2);
            }

            machines.Add(new(machine));
        }
    }

    private void Sweep() => machines.RemoveAll(static reference =>
        !reference.TryGetTarget(out var machine) || machine.Status is not (MachineStatus.Waiting or MachineStatus.Running));
}
