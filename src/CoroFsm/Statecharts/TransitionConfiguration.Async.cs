using System.ComponentModel;

namespace CoroFsm.Statecharts;

/// <content>
/// An <c>async</c> lambda would become an <c>async void</c> action, so these overloads refuse it when the program is compiled.
/// </content>
public partial class TransitionConfiguration<TState, TTrigger>
{
    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TransitionConfiguration<TState, TTrigger> Do<TTask>(Func<TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<TransitionConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TransitionConfiguration<TState, TTrigger> Do<TTask>(Func<Transition<TState, TTrigger>, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<TransitionConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TransitionConfiguration<TState, TTrigger> Do<TContext, TTask>(Func<TContext, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<TransitionConfiguration<TState, TTrigger>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TransitionConfiguration<TState, TTrigger> Do<TContext, TTask>(
        Func<TContext, Transition<TState, TTrigger>, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<TransitionConfiguration<TState, TTrigger>>(this);
}

/// <content>
/// An <c>async</c> lambda would become an <c>async void</c> action, so these overloads refuse it when the program is compiled.
/// </content>
public sealed partial class TransitionConfiguration<TState, TTrigger, TParameter>
{
    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TransitionConfiguration<TState, TTrigger, TParameter> Do<TTask>(Func<TParameter, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<TransitionConfiguration<TState, TTrigger, TParameter>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TransitionConfiguration<TState, TTrigger, TParameter> Do<TContext, TTask>(
        Func<TContext, TParameter, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<TransitionConfiguration<TState, TTrigger, TParameter>>(this);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TransitionConfiguration<TState, TTrigger, TParameter> Do<TTask>(
        Func<TParameter, Transition<TState, TTrigger>, TTask> action, string text = "")
        where TTask : Task =>
        AsyncActions.Refuse<TransitionConfiguration<TState, TTrigger, TParameter>>(this);
}
