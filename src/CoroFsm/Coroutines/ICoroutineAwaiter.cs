using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Defines how a coroutine waits: the "object with <c>__await__</c>" of PEP 492.
/// </summary>
/// <remarks>
/// <para>
/// The builder of <see cref="Coroutine"/> accepts only awaiters of this interface. Awaiting anything else (a
/// <see cref="System.Threading.Tasks.Task"/>, for example) is compile error CS0315 instead of a hang at run time.
/// </para>
/// <para>
/// A custom awaitable wraps an existing one: its awaiter is a struct that keeps the awaiter of an inbox or of a coroutine, passes
/// <see cref="Park"/> on to it, and transforms the result in <c>GetResult</c>. <c>GetResult</c> must call <c>GetResult</c> of the wrapped
/// awaiter, which throws if the wait is refused or closed. Otherwise, the coroutine continues although its wait has not ended, and the
/// exception is lost or is raised at the next wait.
/// </para>
/// </remarks>
public interface ICoroutineAwaiter : ICriticalNotifyCompletion
{
    /// <summary>
    /// Suspends <paramref name="frame"/> until the wait ends. Called once for each wait, after <c>IsCompleted</c> returned false.
    /// </summary>
    /// <param name="frame">The coroutine that waits.</param>
    /// <remarks>
    /// Must not throw. Throw errors where the awaitable is created, in <c>IsCompleted</c>, or in <c>GetResult</c>. An exception from this
    /// method skips the <c>finally</c> blocks around the await, because the compiler considers the coroutine suspended.
    /// </remarks>
    void Park(CoroutineFrame frame);

    /// <summary>Rejects an await by anything but a coroutine, such as an <c>async Task</c> method.</summary>
    /// <param name="continuation">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    void INotifyCompletion.OnCompleted(Action continuation) => throw NotAwaitedByCoroutine();

    /// <summary>Rejects an await by anything but a coroutine, such as an <c>async Task</c> method.</summary>
    /// <param name="continuation">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => throw NotAwaitedByCoroutine();

    private static NotSupportedException NotAwaitedByCoroutine() => new("This is a wait of a coroutine. " + Delegation.OnlyCoroutinesAwait);
}
