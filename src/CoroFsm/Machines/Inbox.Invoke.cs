using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <content>
/// .NET work beside the state. The machine is <see cref="MachineOptions.Synchronized"/>, or has a
/// <see cref="MachineOptions.TimeProvider"/>.
/// </content>
public readonly partial struct Inbox<TEvent>
{
    /// <inheritdoc cref="Invoke(Func{CancellationToken, Task}, Func{TEvent}, Func{Exception, TEvent}?, Func{TEvent}?, string?)"/>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    [OverloadResolutionPriority(1)]
    public WorkScope<TEvent> Invoke<TResult>(
        Func<CancellationToken, Task<TResult>> work,
        Func<TResult, TEvent> done,
        Func<Exception, TEvent>? failed = null,
        Func<TEvent>? cancelled = null,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(done);
        return Wrapped.Invoke(work, pending => pending.Call(work), ended => done(((Task<TResult>)ended).Result), failed, cancelled, name);
    }

    /// <summary>Starts work beside the state. The machine continues to receive events; the end of the work is one of them.</summary>
    /// <param name="work">Starts the work. Its token is cancelled when the scope is disposed or the machine ends.</param>
    /// <param name="done">Makes the event to receive when the work has succeeded.</param>
    /// <param name="failed">Makes the event to receive when the work has failed. Default: null (the exception is raised at the machine's
    /// wait, as by <see cref="Machine{TEvent}.Throw"/>).</param>
    /// <param name="cancelled">Makes the event to receive when the work was cancelled by itself. Default: null
    /// (<paramref name="failed"/>).</param>
    /// <param name="name">The name of the work, for the observer. Default: null (that of the method).</param>
    /// <returns>The scope; dispose of it to cancel the work and to take its event back, usually with <c>using</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="work"/> or <paramref name="done"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The machine is for one thread at a time, or none of its coroutines is
    /// running.</exception>
    /// <exception cref="MachineEndedException">The machine has ended.</exception>
    /// <remarks>
    /// The event is received in a turn of its own, in order of arrival, under the execution context of this call; also if the work is
    /// already complete. <see cref="MachineOptions.Unmatched"/> decides about an unmatched event; there is no sender for an exception, so
    /// only the observer is notified. An exception of <paramref name="done"/> and the other functions is raised at the machine's wait.
    /// After the end of the input, the event is dropped.
    /// </remarks>
    [OverloadResolutionPriority(1)]
    public WorkScope<TEvent> Invoke(
        Func<CancellationToken, Task> work,
        Func<TEvent> done,
        Func<Exception, TEvent>? failed = null,
        Func<TEvent>? cancelled = null,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(done);
        return Wrapped.Invoke(work, pending => pending.Call(work), _ => done(), failed, cancelled, name);
    }

    /// <inheritdoc cref="Invoke(Func{CancellationToken, Task}, Func{TEvent}, Func{Exception, TEvent}?, Func{TEvent}?, string?)"/>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    public WorkScope<TEvent> Invoke<TResult>(
        Func<CancellationToken, ValueTask<TResult>> work,
        Func<TResult, TEvent> done,
        Func<Exception, TEvent>? failed = null,
        Func<TEvent>? cancelled = null,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(done);
        return Wrapped.Invoke(
            work, pending => pending.Call(work).AsTask(), ended => done(((Task<TResult>)ended).Result), failed, cancelled, name);
    }

    /// <inheritdoc cref="Invoke(Func{CancellationToken, Task}, Func{TEvent}, Func{Exception, TEvent}?, Func{TEvent}?, string?)"/>
    public WorkScope<TEvent> Invoke(
        Func<CancellationToken, ValueTask> work,
        Func<TEvent> done,
        Func<Exception, TEvent>? failed = null,
        Func<TEvent>? cancelled = null,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(done);
        return Wrapped.Invoke(work, pending => pending.Call(work).AsTask(), _ => done(), failed, cancelled, name);
    }
}
