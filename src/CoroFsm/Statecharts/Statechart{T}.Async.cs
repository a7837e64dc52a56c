using System.ComponentModel;

namespace CoroFsm.Statecharts;

/// <content>
/// An <c>async</c> lambda would become an <c>async void</c> action, so these overloads refuse it when the program is compiled.
/// </content>
public sealed partial class Statechart<TState, TTrigger>
{
    /// <summary>Refuses an action that returns a task.</summary>
    [Obsolete(AsyncActions.NotAwaitedOutside, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StatechartInstance<TState, TTrigger> Start<TTask>(
        Func<TState> getState, Func<TState, TTask> setState, object? context = null, IStatechartObserver<TState, TTrigger>? observer = null)
        where TTask : Task =>
        AsyncActions.Refuse<StatechartInstance<TState, TTrigger>>(this, AsyncActions.NotAwaitedOutside);
}
