namespace CoroFsm.Statecharts;

/// <summary>The end of an instance whose coroutine has ended while it handles a trigger.</summary>
internal sealed class LastExit<TState, TTrigger>(StatechartInstance<TState, TTrigger> instance) : IArrival
    where TState : notnull
    where TTrigger : notnull
{
    /// <inheritdoc/>
    public void Handle() => instance.Interpreter.LeaveAll();

    /// <summary>A failure has dropped what was queued: no caller is left who could get the exceptions of exit actions.</summary>
    public void Repeat() => instance.Interpreter.LeaveAllSilently();
}
