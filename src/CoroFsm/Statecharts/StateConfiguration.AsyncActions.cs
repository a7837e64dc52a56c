using System.ComponentModel;

namespace CoroFsm.Statecharts;

/// <content>Refuses <c>async</c> actions that take the transition with the context or the parameter, and those of completions.</content>
public partial class StateConfiguration<TState, TTrigger>
{
    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnEntry<TContext, TTask>(
        Func<TContext, Transition<TState, TTrigger>, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnExit<TContext, TTask>(
        Func<TContext, Transition<TState, TTrigger>, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnCompleted<TTask>(Func<TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnCompleted<TTask>(Func<Transition<TState, TTrigger>, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnCompleted<TContext, TTask>(Func<TContext, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnCompleted<TContext, TTask>(
        Func<TContext, Transition<TState, TTrigger>, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnEntryFrom<TContext, TTask>(
        TTrigger trigger, Func<TContext, Transition<TState, TTrigger>, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnEntryFrom<TParameter, TTask>(
        TriggerWithParameter<TTrigger, TParameter> trigger, Func<TParameter, Transition<TState, TTrigger>, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TransitionConfiguration<TState, TTrigger> InternalTransition<TContext, TTask>(
        TTrigger trigger, Func<TContext, Transition<TState, TTrigger>, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<TransitionConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TransitionConfiguration<TState, TTrigger, TParameter> InternalTransition<TParameter, TTask>(
        TriggerWithParameter<TTrigger, TParameter> trigger, Func<TParameter, Transition<TState, TTrigger>, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<TransitionConfiguration<TState, TTrigger, TParameter>>(this);
}
