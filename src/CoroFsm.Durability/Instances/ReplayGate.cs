namespace CoroFsm.Durability.Instances;

/// <summary>Notifies an observer of what a machine does, except at replay.</summary>
internal sealed class ReplayGate(IMachineObserver observer, Func<bool> isReplaying) : IMachineObserver
{
    public void OnStarted(Machine machine) => Notify(static (o, m, _) => o.OnStarted(m), machine, 0);

    public void OnReceived(Machine machine, object? @event) => Notify(static (o, m, e) => o.OnReceived(m, e), machine, @event);

    public void OnStateChanged(Machine machine, string from, string to) =>
        Notify(static (o, m, change) => o.OnStateChanged(m, change.from, change.to), machine, (from, to));

    public void OnUnexpected(Machine machine, object? @event) => Notify(static (o, m, e) => o.OnUnexpected(m, e), machine, @event);

    public void OnDeferred(Machine machine, object? @event) => Notify(static (o, m, e) => o.OnDeferred(m, e), machine, @event);

    public void OnDropped(Machine machine, object? @event) => Notify(static (o, m, e) => o.OnDropped(m, e), machine, @event);

    public void OnWorkStarted(Machine machine, MachineWork work) => Notify(static (o, m, w) => o.OnWorkStarted(m, w), machine, work);

    public void OnWorkEnded(Machine machine, MachineWork work) => Notify(static (o, m, w) => o.OnWorkEnded(m, w), machine, work);

    public void OnWorkLeft(Machine machine, MachineWork work) => Notify(static (o, m, w) => o.OnWorkLeft(m, w), machine, work);

    public void OnWorkFaultedLate(Machine machine, MachineWork work, Exception fault) =>
        Notify(static (o, m, x) => o.OnWorkFaultedLate(m, x.work, x.fault), machine, (work, fault));

    public void OnEnded(Machine machine) => Notify(static (o, m, _) => o.OnEnded(m), machine, 0);

    public void OnFaulted(Machine machine, Exception fault) => Notify(static (o, m, f) => o.OnFaulted(m, f), machine, fault);

    public void OnAbandoned(Machine machine) => observer.OnAbandoned(machine);

    private void Notify<T>(Action<IMachineObserver, Machine, T> notification, Machine machine, T argument)
    {
        if (!isReplaying())
            notification(observer, machine, argument);
    }
}
