namespace CoroFsm;

/// <summary>Represents the handler of a superstate while a substate runs, independently of the substate's result.</summary>
internal readonly struct SubstateScope<TEvent>
{
    private readonly Machine<TEvent> machine;
    private readonly Handler<TEvent> superstate;
    private readonly int version;

    internal SubstateScope(Machine<TEvent> machine, Handler<TEvent> superstate)
    {
        this.machine = machine;
        this.superstate = superstate;
        version = superstate.Version;
        machine.Arm(superstate);        // the substate exists: the call that created it has not thrown
    }

    internal SubstateEnd<TEvent> End => superstate is null ? throw Delegation.Default() : new(superstate.HasEnded, superstate.By);

    internal bool IsLeftBy(SubstateExitException exit) => ReferenceEquals(exit.Superstate, superstate);

    internal void Close()
    {
        machine.EndExit(superstate);
        machine.PopHandler(superstate, version);
    }
}
