namespace CoroFsm;

/// <summary>Represents a handler of a superstate that is active until this scope is disposed.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
public readonly struct HandlerScope<TEvent> : IDisposable
{
    private readonly Machine<TEvent> machine;
    private readonly Handler<TEvent> handler;
    private readonly int version;

    internal HandlerScope(Machine<TEvent> machine, Handler<TEvent> handler)
    {
        this.machine = machine;
        this.handler = handler;
        version = handler.Version;
    }

    /// <summary>Removes the handler. A second call has no effect.</summary>
    public void Dispose() => machine?.PopHandler(handler, version);
}
