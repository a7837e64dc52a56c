using System.ComponentModel;

namespace CoroFsm.Statecharts;

/// <content>
/// An <c>async</c> lambda would become an <c>async void</c> action, so these overloads refuse it when the program is compiled.
/// </content>
public partial class StateConfiguration<TState, TTrigger>
{
    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnEntry<TTask>(Func<TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnEntry<TTask>(Func<Transition<TState, TTrigger>, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnEntry<TContext, TTask>(Func<TContext, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnExit<TTask>(Func<TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnExit<TTask>(Func<Transition<TState, TTrigger>, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnExit<TContext, TTask>(Func<TContext, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnEntryFrom<TTask>(TTrigger trigger, Func<TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnEntryFrom<TTask>(
        TTrigger trigger, Func<Transition<TState, TTrigger>, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnEntryFrom<TContext, TTask>(
        TTrigger trigger, Func<TContext, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnEntryFrom<TParameter, TTask>(
        TriggerWithParameter<TTrigger, TParameter> trigger, Func<TParameter, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StateConfiguration<TState, TTrigger> OnEntryFrom<TContext, TParameter, TTask>(
        TriggerWithParameter<TTrigger, TParameter> trigger, Func<TContext, TParameter, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<StateConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TransitionConfiguration<TState, TTrigger> InternalTransition<TTask>(TTrigger trigger, Func<TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<TransitionConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TransitionConfiguration<TState, TTrigger> InternalTransition<TTask>(
        TTrigger trigger, Func<Transition<TState, TTrigger>, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<TransitionConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TransitionConfiguration<TState, TTrigger> InternalTransition<TContext, TTask>(
        TTrigger trigger, Func<TContext, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<TransitionConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TransitionConfiguration<TState, TTrigger, TParameter> InternalTransition<TParameter, TTask>(
        TriggerWithParameter<TTrigger, TParameter> trigger, Func<TParameter, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<TransitionConfiguration<TState, TTrigger, TParameter>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TransitionConfiguration<TState, TTrigger, TParameter> InternalTransition<TContext, TParameter, TTask>(
        TriggerWithParameter<TTrigger, TParameter> trigger, Func<TContext, TParameter, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<TransitionConfiguration<TState, TTrigger, TParameter>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TransitionConfiguration<TState, TTrigger> InternalTransitionIf<TTask>(
        TTrigger trigger, Func<bool> guard, Func<TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<TransitionConfiguration<TState, TTrigger>>(this);
}
