using CoroFsm.CompilerServices;

namespace CoroFsm;

/// <content>
/// Waits for work that a host runs and ends. The machine is <see cref="MachineOptions.Synchronized"/>, or has a
/// <see cref="MachineOptions.TimeProvider"/>.
/// </content>
public readonly partial struct Inbox<TEvent>
{
    /// <summary>Waits for the result of external work, as <c>Await</c> does for work of the machine.</summary>
    /// <param name="name">The name of the work, for the observer.</param>
    /// <param name="work">The work; its host ends it.</param>
    /// <param name="state">The name of the state; the last part of <see cref="Machine.State"/>; null for that of the method.</param>
    /// <param name="unmatched">The policy for events that arrive meanwhile; null for <see cref="MachineOptions.Unmatched"/>.</param>
    /// <param name="line">The line of the wait.</param>
    /// <param name="file">The file of the wait.</param>
    /// <returns>The wait; await it immediately. It throws the exception of the work.</returns>
    internal WorkWait<TEvent, TResult> AwaitExternal<TResult>(
        string name, out ExternalWork<TEvent, TResult> work, string? state, Unmatched? unmatched, int line, string file)
    {
        var awaited = Wrapped.BeginExternal(name, state, unmatched, line, file, out Task<TResult> task, out work);
        return new(awaited, task);
    }

    /// <summary>Waits for the end of external work without a result.</summary>
    /// <inheritdoc cref="AwaitExternal{TResult}"/>
    internal WorkWait<TEvent> AwaitExternal(
        string name, out ExternalWork<TEvent, VoidResult> work, string? state, Unmatched? unmatched, int line, string file)
    {
        var awaited = Wrapped.BeginExternal(name, state, unmatched, line, file, out Task<VoidResult> task, out work);
        return new(awaited, task);
    }

    /// <summary>Starts external work beside the state, as <c>Invoke</c> does with work of the machine.</summary>
    /// <param name="name">The name of the work, for the observer.</param>
    /// <param name="done">Makes the event to receive when the work has succeeded.</param>
    /// <param name="failed">Makes the event to receive when the work has failed; null to raise the exception at the wait.</param>
    /// <param name="cancelled">Makes the event to receive when the work has failed with <see cref="OperationCanceledException"/>; null for
    /// <paramref name="failed"/>.</param>
    /// <param name="work">The work; its host ends it.</param>
    /// <returns>The scope; dispose of it to cancel the work and to take its event back.</returns>
    internal WorkScope<TEvent> InvokeExternal<TResult>(
        string name,
        Func<TResult, TEvent> done,
        Func<Exception, TEvent>? failed,
        Func<TEvent>? cancelled,
        out ExternalWork<TEvent, TResult> work) =>
        Wrapped.InvokeExternal(name, done, failed, cancelled, out work);
}
