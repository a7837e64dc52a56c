using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm;

/// <content>Waits for .NET work.</content>
public abstract partial class MachineOf<TEvent>
{
    /// <inheritdoc cref="Inbox{TEvent}.Await{TResult}(Func{CancellationToken, Task{TResult}}, string?, Unmatched?, int, string)"/>
    [OverloadResolutionPriority(1)]
    protected WorkWait<TEvent, TResult> Await<TResult>(
        Func<CancellationToken, Task<TResult>> work,
        string? state = null,
        Unmatched? unmatched = null,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "") =>
        Inbox.Await(work, state, unmatched, line, file);

    /// <inheritdoc cref="Inbox{TEvent}.Await(Func{CancellationToken, Task}, string?, Unmatched?, int, string)"/>
    [OverloadResolutionPriority(1)]
    protected WorkWait<TEvent> Await(
        Func<CancellationToken, Task> work,
        string? state = null,
        Unmatched? unmatched = null,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "") =>
        Inbox.Await(work, state, unmatched, line, file);

    /// <inheritdoc cref="Inbox{TEvent}.Await{TResult}(Func{CancellationToken, ValueTask{TResult}}, string?, Unmatched?, int, string)"/>
    protected WorkWait<TEvent, TResult> Await<TResult>(
        Func<CancellationToken, ValueTask<TResult>> work,
        string? state = null,
        Unmatched? unmatched = null,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "") =>
        Inbox.Await(work, state, unmatched, line, file);

    /// <inheritdoc cref="Inbox{TEvent}.Await(Func{CancellationToken, ValueTask}, string?, Unmatched?, int, string)"/>
    protected WorkWait<TEvent> Await(
        Func<CancellationToken, ValueTask> work,
        string? state = null,
        Unmatched? unmatched = null,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "") =>
        Inbox.Await(work, state, unmatched, line, file);
}
