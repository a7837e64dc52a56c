using CoroFsm.Statecharts;
using CoroFsm.Statecharts.Backends;
using Stateless;

namespace CoroFsm.Stateless;

/// <summary>Represents a machine that its user has configured on Stateless.</summary>
internal sealed class WrappedMachine<TState, TTrigger>(StateMachine<TState, TTrigger> machine)
    : IStateMachine<TState, TTrigger>, IForeignMachine<TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    public TState State => machine.State;

    public IReadOnlyList<TTrigger> GetPermittedTriggers() => PermittedBy(machine);

    public bool IsIn(TState state) => machine.IsInState(state);

    public void Fire(TTrigger trigger) => machine.Fire(trigger);

    public void Fire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) =>
        machine.Fire(Theirs(trigger), parameter);

    public bool TryFire(TTrigger trigger)
    {
        var isPermitted = machine.CanFire(trigger);
        if (isPermitted)
            machine.Fire(trigger);
        return isPermitted;
    }

    public bool TryFire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter)
    {
        var isPermitted = CanFire(trigger, parameter);
        if (isPermitted)
            Fire(trigger, parameter);
        return isPermitted;
    }

    public bool CanFire(TTrigger trigger) => machine.CanFire(trigger);

    public bool CanFire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) =>
        machine.CanFire(Theirs(trigger), parameter);

    /// <summary>Fires a trigger. The guards are evaluated before, because an action may change their results.</summary>
    bool IForeignMachine<TTrigger>.Handle(TTrigger trigger)
    {
        var (before, isPermitted) = (machine.State, machine.CanFire(trigger));
        try
        {
            machine.Fire(trigger);
            return true;
        }
        catch (InvalidOperationException) when (!isPermitted && before.Equals(machine.State))
        {
            return false;
        }
    }

    public override string ToString() => machine.ToString();

    internal static TTrigger[] PermittedBy(StateMachine<TState, TTrigger> machine)
    {
#pragma warning disable CS0618 // Its replacement is asynchronous, which is of no use for a synchronous machine.
        return [.. machine.GetPermittedTriggers()];
#pragma warning restore CS0618
    }

    private static StateMachine<TState, TTrigger>.TriggerWithParameters<TParameter> Theirs<TParameter>(
        TriggerWithParameter<TTrigger, TParameter> trigger) =>
        new(trigger.Trigger);
}
