namespace CoroFsm.Statecharts;

/// <content>What charts with regions, history, final states and internal triggers add.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    /// <inheritdoc/>
    public IReadOnlyList<TState> States => throw new NotImplementedException();

    /// <inheritdoc/>
    public bool IsCompleted => throw new NotImplementedException();

    /// <inheritdoc cref="IStateMachine{TState, TTrigger}.Raise(TTrigger)"/>
    public void Raise(TTrigger trigger) => Raise(new TriggerOccurrence<TTrigger>(trigger));

    /// <inheritdoc cref="IStateMachine{TState, TTrigger}.Raise{TParameter}"/>
    public void Raise<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) =>
        Raise(trigger.With(parameter));

    /// <inheritdoc cref="IStateMachine{TState, TTrigger}.Raise(TriggerOccurrence{TTrigger})"/>
    public void Raise(TriggerOccurrence<TTrigger> occurrence) => throw new NotImplementedException();

    /// <summary>
    /// Leaves all states, the innermost and last first: exit actions run, timers and invoked work end. Afterwards the instance is in no
    /// state, and every trigger is unhandled.
    /// </summary>
    /// <exception cref="InvalidOperationException">A trigger is being handled.</exception>
    public void Exit() => throw new NotImplementedException();
}
