namespace CoroFsm.Statecharts;

/// <summary>The gate of a synchronized instance, while it is held. The default value holds none.</summary>
/// <remarks>
/// A coroutine that waits for the instance is resumed when the gate is free again: its machine may be waiting for the gate.
/// </remarks>
internal readonly ref struct GateScope<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly InstanceReserve<TState, TTrigger>? reserve;

    internal GateScope(InstanceReserve<TState, TTrigger> reserve)
    {
        this.reserve = reserve;
        reserve.Gate!.Enter();
    }

    public void Dispose()
    {
        if (reserve is null)
            return;
        reserve.Gate!.Exit();
        if (!reserve.Gate.IsHeldByCurrentThread)
            reserve.WakeIfNoted();
    }
}
