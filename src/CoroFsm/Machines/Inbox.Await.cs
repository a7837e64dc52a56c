using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm;

/// <content>
/// Waits for .NET work. The machine is <see cref="MachineOptions.Synchronized"/>, or has a <see cref="MachineOptions.TimeProvider"/>.
/// </content>
public readonly partial struct Inbox<TEvent>
{
    /// <summary>Starts work, and waits for its result.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="work">Starts the work. Its token is cancelled when the wait is left otherwise than by the end of the work; it is valid
    /// until then.</param>
    /// <param name="state">The name of the state; the last part of <see cref="Machine.State"/>. Default: null (that of the method).</param>
    /// <param name="unmatched">The policy for events that arrive meanwhile and that no enclosing handler accepts. Default: null
    /// (<see cref="MachineOptions.Unmatched"/>).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately. It throws the exception of the work.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="work"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The machine is neither <see cref="MachineOptions.Synchronized"/> nor has a <see cref="MachineOptions.TimeProvider"/>, or none of its
    /// coroutines is running, or another coroutine waits at this inbox.
    /// </exception>
    /// <remarks>
    /// <para>The wait is left otherwise by a close, an enclosing <see cref="Until{TCase}"/> or <see cref="Within"/>, or an exception
    /// that is passed to <see cref="Machine{TEvent}.Throw"/>; not by the end of the input. The result of work that ends afterwards is
    /// ignored; the observer is notified of an exception, unless it is an <see cref="OperationCanceledException"/>. Work that ignores its
    /// token keeps the machine alive until it ends.</para>
    /// <para>The end of the work is a turn of its own, in order of arrival, under the execution context of this call, on the thread that
    /// ends the work; for a machine with the clock of a scheduler, it is an interrupt. Work that is already complete takes no turn.</para>
    /// </remarks>
    [OverloadResolutionPriority(1)]
    public WorkWait<TEvent, TResult> Await<TResult>(
        Func<CancellationToken, Task<TResult>> work,
        string? state = null,
        Unmatched? unmatched = null,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(work);
        var awaited = Wrapped.BeginWork(work, state, unmatched, line, file);
        return new(awaited, awaited.Call(work));
    }

    /// <summary>Starts work, and waits for its end.</summary>
    /// <inheritdoc cref="Await{TResult}(Func{CancellationToken, Task{TResult}}, string?, Unmatched?, int, string)"/>
    [OverloadResolutionPriority(1)]
    public WorkWait<TEvent> Await(
        Func<CancellationToken, Task> work,
        string? state = null,
        Unmatched? unmatched = null,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(work);
        var awaited = Wrapped.BeginWork(work, state, unmatched, line, file);
        return new(awaited, awaited.Call(work));
    }

    /// <inheritdoc cref="Await{TResult}(Func{CancellationToken, Task{TResult}}, string?, Unmatched?, int, string)"/>
    public WorkWait<TEvent, TResult> Await<TResult>(
        Func<CancellationToken, ValueTask<TResult>> work,
        string? state = null,
        Unmatched? unmatched = null,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(work);
        var awaited = Wrapped.BeginWork(work, state, unmatched, line, file);
        return new(awaited, awaited.Call(work));
    }

    /// <inheritdoc cref="Await(Func{CancellationToken, Task}, string?, Unmatched?, int, string)"/>
    public WorkWait<TEvent> Await(
        Func<CancellationToken, ValueTask> work,
        string? state = null,
        Unmatched? unmatched = null,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(work);
        var awaited = Wrapped.BeginWork(work, state, unmatched, line, file);
        return new(awaited, awaited.Call(work));
    }
}
