namespace CoroFsm.Tests.Machines.LifeCycle;

/// <summary>Holds the thread that sends "hold" to a machine, inside of it.</summary>
internal sealed class Holding : IMachineObserver, IDisposable
{
    private readonly Gate gate = new();
    private Thread? thread;

    public void Dispose() => gate.Dispose();

    /// <summary>Starts a thread that is inside the machine until <see cref="Release"/>.</summary>
    internal void Hold(Machine<string> machine)
    {
        thread = new(() => machine.Send("hold"));
        thread.Start();
        gate.WaitUntilInside();
    }

    internal void Release()
    {
        gate.Open();
        thread!.Join();
    }

    void IMachineObserver.OnReceived(Machine machine, object? @event)
    {
        if (@event is "hold")
            gate.Pass();
    }
}
