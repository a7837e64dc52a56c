namespace CoroFsm;

/// <summary>The superstate's handler while a substate runs, whatever the substate returns.</summary>
internal readonly struct SubstateScope<TEvent>(Machine<TEvent> machine, Handler<TEvent> superstate)
{
    private readonly int version = superstate.Version;

    internal SubstateEnd<TEvent> End => new(superstate.HasEnded, superstate.By);

    internal bool IsLeftBy(SubstateExitException exit) => ReferenceEquals(exit.Superstate, superstate);

    internal void Close()
    {
        machine.Stay(superstate);
        machine.PopHandler(superstate, version);
    }
}
