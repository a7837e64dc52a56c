using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm;

/// <content>
/// Asynchronous streams. The machine is <see cref="MachineOptions.Synchronized"/>, or has a <see cref="MachineOptions.TimeProvider"/>.
/// </content>
public readonly partial struct Inbox<TEvent>
{
    /// <summary>
    /// Enumerates an asynchronous stream: <c>await foreach (var page in inbox.AwaitEach(token => api.Pages(token)))</c>.
    /// </summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="items">Opens the stream. Its token is cancelled when the loop is left before the end of the stream.</param>
    /// <param name="state">The name of the state in which the machine waits for an item. Default: null (that of the method).</param>
    /// <param name="unmatched">The policy for events that arrive while the machine waits for an item. Default: null
    /// (<see cref="MachineOptions.Unmatched"/>).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The items; enumerate them once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The machine is for one thread at a time, or none of its coroutines is
    /// running.</exception>
    /// <remarks>
    /// Each step is a wait for work, as with
    /// <see cref="Await(Func{CancellationToken, ValueTask}, string?, Unmatched?, int, string)"/>. The loop disposes of the stream, however
    /// it is left. After a <c>break</c> or an exception of its body it waits for that. When a step is left otherwise, or the machine is
    /// being closed or its substate ended, it does not wait: the stream is disposed of when its step has ended, and the observer is
    /// notified of an exception.
    /// </remarks>
    public StreamedItems<TEvent, T> AwaitEach<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> items,
        string? state = null,
        Unmatched? unmatched = null,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(items);
        var m = Wrapped;
        m.CheckCanAwait();
        m.CheckCanCall();
        return new(new(m, items, state, unmatched, line, file));
    }

    /// <inheritdoc cref="AwaitEach{T}(Func{CancellationToken, IAsyncEnumerable{T}}, string?, Unmatched?, int, string)"/>
    public StreamedItems<TEvent, T> AwaitEach<T>(
        IAsyncEnumerable<T> items,
        string? state = null,
        Unmatched? unmatched = null,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(items);
        return AwaitEach(_ => items, state, unmatched, line, file);
    }
}
