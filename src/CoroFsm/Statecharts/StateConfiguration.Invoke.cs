using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>Work that runs while the state is active.</content>
public partial class StateConfiguration<TState, TTrigger>
{
    /// <summary>Invokes work while the state is active (SCXML: <c>invoke</c>; UML: a do activity).</summary>
    /// <param name="work">
    /// Starts the work. Called when the triggers that were raised on entry have been handled, if the state is still active then. The token
    /// is cancelled when the state is left.
    /// </param>
    /// <param name="text">The name in graphs and messages. Default: the source code.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="work"/> is null.</exception>
    /// <remarks>
    /// The end of the work is a trigger from outside. The result of work whose state has been left is ignored. If work fails and no
    /// trigger is named for that, its exception counts as that of an action. An instance of a chart with invoked work or timers is
    /// synchronized: a call waits while another thread handles a trigger.
    /// </remarks>
    public StateConfiguration<TState, TTrigger> Invoke(
        Func<CancellationToken, Task> work, [CallerArgumentExpression(nameof(work))] string text = "") =>
        AddWork<VoidResult>(Started(work), done: null, failed: null, (default, default), text);

    /// <summary>Invokes work while the state is active, and fires a trigger when it has ended.</summary>
    /// <param name="work">Starts the work.</param>
    /// <param name="done">The trigger to fire when the work has succeeded.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="work"/> or <paramref name="done"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> Invoke(
        Func<CancellationToken, Task> work, TTrigger done, [CallerArgumentExpression(nameof(work))] string text = "") =>
        AddWork<VoidResult>(Started(work), Plain(done), failed: null, (done, default), text);

    /// <summary>Invokes work while the state is active, and fires a trigger when it has ended.</summary>
    /// <param name="work">Starts the work.</param>
    /// <param name="done">The trigger to fire when the work has succeeded.</param>
    /// <param name="failed">The trigger to fire when the work has failed.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="work"/>, <paramref name="done"/> or <paramref name="failed"/> is
    /// null.</exception>
    public StateConfiguration<TState, TTrigger> Invoke(
        Func<CancellationToken, Task> work, TTrigger done, TTrigger failed, [CallerArgumentExpression(nameof(work))] string text = "") =>
        AddWork<VoidResult>(Started(work), Plain(done), PlainFailure(failed), (done, failed), text);

    /// <summary>Invokes work while the state is active, and fires a trigger when it has ended.</summary>
    /// <param name="work">Starts the work.</param>
    /// <param name="done">The trigger to fire when the work has succeeded.</param>
    /// <param name="failed">The trigger to fire when the work has failed; carries the exception.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="work"/> or <paramref name="done"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> Invoke(
        Func<CancellationToken, Task> work,
        TTrigger done,
        TriggerWithParameter<TTrigger, Exception> failed,
        [CallerArgumentExpression(nameof(work))] string text = "") =>
        AddWork<VoidResult>(Started(work), Plain(done), WithException(failed), (done, failed.Trigger), text);

    /// <summary>Invokes work that takes the instance's context, while the state is active.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="work">Starts the work.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="work"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> Invoke<TContext>(
        Func<TContext, CancellationToken, Task> work, [CallerArgumentExpression(nameof(work))] string text = "") =>
        AddWork<VoidResult>(Started(work), done: null, failed: null, (default, default), text);

    /// <summary>Invokes work that takes the instance's context, and fires a trigger when it has ended.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="work">Starts the work.</param>
    /// <param name="done">The trigger to fire when the work has succeeded.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="work"/> or <paramref name="done"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> Invoke<TContext>(
        Func<TContext, CancellationToken, Task> work, TTrigger done, [CallerArgumentExpression(nameof(work))] string text = "") =>
        AddWork<VoidResult>(Started(work), Plain(done), failed: null, (done, default), text);

    /// <summary>Invokes work that takes the instance's context, and fires a trigger when it has ended.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="work">Starts the work.</param>
    /// <param name="done">The trigger to fire when the work has succeeded.</param>
    /// <param name="failed">The trigger to fire when the work has failed.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="work"/>, <paramref name="done"/> or <paramref name="failed"/> is
    /// null.</exception>
    public StateConfiguration<TState, TTrigger> Invoke<TContext>(
        Func<TContext, CancellationToken, Task> work,
        TTrigger done,
        TTrigger failed,
        [CallerArgumentExpression(nameof(work))] string text = "") =>
        AddWork<VoidResult>(Started(work), Plain(done), PlainFailure(failed), (done, failed), text);

    /// <summary>Invokes work that takes the instance's context, and fires a trigger when it has ended.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <param name="work">Starts the work.</param>
    /// <param name="done">The trigger to fire when the work has succeeded.</param>
    /// <param name="failed">The trigger to fire when the work has failed; carries the exception.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="work"/> or <paramref name="done"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> Invoke<TContext>(
        Func<TContext, CancellationToken, Task> work,
        TTrigger done,
        TriggerWithParameter<TTrigger, Exception> failed,
        [CallerArgumentExpression(nameof(work))] string text = "") =>
        AddWork<VoidResult>(Started(work), Plain(done), WithException(failed), (done, failed.Trigger), text);

    /// <summary>Invokes work with a result while the state is active, and fires a trigger that carries the result.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="work">Starts the work.</param>
    /// <param name="done">The trigger to fire when the work has succeeded; carries the result.</param>
    /// <param name="failed">The trigger to fire when the work has failed; carries the exception.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="work"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> Invoke<TResult>(
        Func<CancellationToken, Task<TResult>> work,
        TriggerWithParameter<TTrigger, TResult> done,
        TriggerWithParameter<TTrigger, Exception> failed,
        [CallerArgumentExpression(nameof(work))] string text = "") =>
        AddWork<TResult>(Started(work), WithResult(done), WithException(failed), (done.Trigger, failed.Trigger), text);

    /// <summary>Invokes work with a result that takes the instance's context, and fires a trigger that carries the result.</summary>
    /// <typeparam name="TContext">The type of the instance's context.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="work">Starts the work.</param>
    /// <param name="done">The trigger to fire when the work has succeeded; carries the result.</param>
    /// <param name="failed">The trigger to fire when the work has failed; carries the exception.</param>
    /// <param name="text">The name in graphs and messages. Default: the source code.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="work"/> is null.</exception>
    public StateConfiguration<TState, TTrigger> Invoke<TContext, TResult>(
        Func<TContext, CancellationToken, Task<TResult>> work,
        TriggerWithParameter<TTrigger, TResult> done,
        TriggerWithParameter<TTrigger, Exception> failed,
        [CallerArgumentExpression(nameof(work))] string text = "") =>
        AddWork<TResult>(Started(work), WithResult(done), WithException(failed), (done.Trigger, failed.Trigger), text);

    private static Func<object?, CancellationToken, Task> Started<TTask>(Func<CancellationToken, TTask> work)
        where TTask : Task
    {
        ArgumentNullException.ThrowIfNull(work);
        return (_, cancellationToken) => work(cancellationToken);
    }

    private static Func<object?, CancellationToken, Task> Started<TContext, TTask>(Func<TContext, CancellationToken, TTask> work)
        where TTask : Task
    {
        ArgumentNullException.ThrowIfNull(work);
        return (context, cancellationToken) => work(StatechartContext.As<TContext>(context), cancellationToken);
    }

    private static Func<Task, TriggerOccurrence<TTrigger>> Plain(TTrigger done)
    {
        NotNull(done);
        return _ => new(done);
    }

    private static Func<Exception, TriggerOccurrence<TTrigger>> PlainFailure(TTrigger failed)
    {
        NotNull(failed);
        return _ => new(failed);
    }

    private Func<Task, TriggerOccurrence<TTrigger>> WithResult<TResult>(TriggerWithParameter<TTrigger, TResult> done)
    {
        Declare(done);
        return task => done.With(((Task<TResult>)task).Result);
    }

    private Func<Exception, TriggerOccurrence<TTrigger>> WithException(TriggerWithParameter<TTrigger, Exception> failed)
    {
        Declare(failed);
        return failed.With;
    }

    private StateConfiguration<TState, TTrigger> AddWork<TResult>(
        Func<object?, CancellationToken, Task> start,
        Func<Task, TriggerOccurrence<TTrigger>>? done,
        Func<Exception, TriggerOccurrence<TTrigger>>? failed,
        (TTrigger? Done, TTrigger? Failed) triggers,
        string text)
    {
        chart.Get(State).Work.Add(new(start, done, failed, triggers, WorkResult<TResult>.Instance, text));
        return this;
    }
}
