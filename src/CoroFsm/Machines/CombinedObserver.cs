namespace CoroFsm;

/// <summary>Notifies several observers, each of them even if another one throws.</summary>
internal sealed class CombinedObserver(IMachineObserver[] observers) : IMachineObserver
{
    internal IReadOnlyList<IMachineObserver> Observers => observers;

    public void OnStarted(Machine machine) => Notify(machine, 0, static (observer, machine, _) => observer.OnStarted(machine));

    public void OnReceived(Machine machine, object? @event) =>
        Notify(machine, @event, static (observer, machine, @event) => observer.OnReceived(machine, @event));

    public void OnStateChanged(Machine machine, string from, string to) =>
        Notify(machine, (from, to), static (observer, machine, change) => observer.OnStateChanged(machine, change.from, change.to));

    public void OnUnexpected(Machine machine, object? @event) =>
        Notify(machine, @event, static (observer, machine, @event) => observer.OnUnexpected(machine, @event));

    public void OnDeferred(Machine machine, object? @event) =>
        Notify(machine, @event, static (observer, machine, @event) => observer.OnDeferred(machine, @event));

    public void OnDropped(Machine machine, object? @event) =>
        Notify(machine, @event, static (observer, machine, @event) => observer.OnDropped(machine, @event));

    public void OnWorkStarted(Machine machine, MachineWork work) =>
        Notify(machine, work, static (observer, machine, work) => observer.OnWorkStarted(machine, work));

    public void OnWorkEnded(Machine machine, MachineWork work) =>
        Notify(machine, work, static (observer, machine, work) => observer.OnWorkEnded(machine, work));

    public void OnWorkLeft(Machine machine, MachineWork work) =>
        Notify(machine, work, static (observer, machine, work) => observer.OnWorkLeft(machine, work));

    public void OnWorkFaultedLate(Machine machine, MachineWork work, Exception fault) =>
        Notify(machine, (work, fault), static (observer, machine, late) => observer.OnWorkFaultedLate(machine, late.work, late.fault));

    public void OnEnded(Machine machine) => Notify(machine, 0, static (observer, machine, _) => observer.OnEnded(machine));

    public void OnFaulted(Machine machine, Exception fault) =>
        Notify(machine, fault, static (observer, machine, fault) => observer.OnFaulted(machine, fault));

    public void OnAbandoned(Machine machine) => Notify(machine, 0, static (observer, machine, _) => observer.OnAbandoned(machine));

    private void Notify<TArgument>(Machine machine, TArgument argument, Action<IMachineObserver, Machine, TArgument> notification)
    {
        Exception? failure = null;
        foreach (var observer in observers)
        {
            try
            {
                notification(observer, machine, argument);
            }
            catch (Exception error)
            {
                failure = Faults.Both(failure, error);
            }
        }

        if (failure is not null)
            Delegation.Rethrow(failure);
    }
}
