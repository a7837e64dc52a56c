using CoroFsm.CompilerServices;

namespace CoroFsm;

/// <summary>Represents a superstate that is about to run a substate. Created by <see cref="Inbox{TEvent}.Until{TCase}"/>.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
public readonly struct Superstate<TEvent>
{
    private readonly Machine<TEvent> machine;

    /// <summary>Null in the default value.</summary>
    private readonly Handler<TEvent>? handler;
    private readonly int version;

    internal Superstate(Machine<TEvent> machine, Handler<TEvent> handler)
    {
        this.machine = machine;
        this.handler = handler;
        version = handler.Version;
    }

    /// <summary>Runs the substate.</summary>
    /// <param name="substate">The call of its coroutine.</param>
    /// <returns>The wait for its end.</returns>
    /// <exception cref="InvalidOperationException">This superstate has already run a substate, or it is the default value, which belongs to
    /// no machine.</exception>
    public SubstateWait<TEvent> Run(Coroutine substate) => new(Scope, substate);

    /// <summary>Runs a substate with a result.</summary>
    /// <typeparam name="TResult">The type of its result.</typeparam>
    /// <param name="substate">The call of its coroutine.</param>
    /// <returns>The wait for its end.</returns>
    /// <exception cref="InvalidOperationException">This superstate has already run a substate, or it is the default value, which belongs to
    /// no machine.</exception>
    public SubstateWait<TEvent, TResult> Run<TResult>(Coroutine<TResult> substate) => new(Scope, substate);

    private SubstateScope<TEvent> Scope
    {
        get
        {
            if (handler is null)
                DefaultValue.Throw(nameof(Superstate<>), "Get one from Inbox.Until or Inbox.Within.");
            return handler.Version == version && !handler.IsArmed
                ? new(machine, handler)
                : throw new InvalidOperationException(
                    "This superstate has already run a substate. Call Until or Within again for each substate.");
        }
    }
}
