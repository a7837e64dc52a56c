using System.ComponentModel;

namespace CoroFsm.Statecharts;

/// <content>
/// An <c>async</c> lambda would become an <c>async void</c> action, so these overloads refuse it when the program is compiled.
/// </content>
public sealed partial class StatechartBuilder<TState, TTrigger>
{
    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaitedOutside, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StatechartBuilder<TState, TTrigger> OnUnhandledTrigger<TTask>(Func<TState, TTrigger, TTask> action)
        where TTask : Task =>
        AsyncActions.Refuse<StatechartBuilder<TState, TTrigger>>(this, AsyncActions.NotAwaitedOutside);

    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaitedOutside, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StatechartBuilder<TState, TTrigger> OnUnhandledTrigger<TTask>(Func<UnhandledTrigger<TState, TTrigger>, TTask> action)
        where TTask : Task =>
        AsyncActions.Refuse<StatechartBuilder<TState, TTrigger>>(this, AsyncActions.NotAwaitedOutside);
}
