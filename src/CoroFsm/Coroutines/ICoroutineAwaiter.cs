using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Says how a coroutine waits: the "object with <c>__await__</c>" of PEP 492.
/// </summary>
/// <remarks>
/// <para>
/// The builder of <see cref="Coroutine"/> accepts awaiters of this interface and no others, so awaiting anything that nobody would
/// resume (a <see cref="System.Threading.Tasks.Task"/>, say) is compile error CS0315, not a hang at run time.
/// </para>
/// <para>
/// An awaitable of your own is built from the given ones: its awaiter is a struct that keeps the awaiter of an inbox or of a
/// coroutine, passes <see cref="Park"/> on to it, and shapes the result in <c>GetResult</c>. <c>GetResult</c> must call <c>GetResult</c> of
/// the awaiter that <see cref="Park"/> was passed to: it throws if the wait is refused or closed. Otherwise the coroutine continues past a
/// wait that never ended, and what was delivered to it is dropped or is raised at the next wait.
/// </para>
/// </remarks>
public interface ICoroutineAwaiter : ICriticalNotifyCompletion
{
    /// <summary>
    /// Parks <paramref name="frame"/> where it will be resumed from. Called once for each wait, after <c>IsCompleted</c> was false.
    /// </summary>
    /// <param name="frame">The coroutine that waits.</param>
    /// <remarks>
    /// Must not throw: what is wrong with a wait is to be thrown where the awaitable is made, in <c>IsCompleted</c>, or in
    /// <c>GetResult</c>. An exception from here skips the <c>finally</c> blocks around the await, because the compiler takes the coroutine
    /// for suspended.
    /// </remarks>
    void Park(CoroutineFrame frame);

    /// <summary>Refuses a wait by anything that is not a coroutine, such as an <c>async Task</c> method.</summary>
    /// <param name="continuation">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    void INotifyCompletion.OnCompleted(Action continuation) => throw NotAwaitedByCoroutine();

    /// <summary>Refuses a wait by anything that is not a coroutine, such as an <c>async Task</c> method.</summary>
    /// <param name="continuation">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => throw NotAwaitedByCoroutine();

    private static NotSupportedException NotAwaitedByCoroutine() => new("This is a wait of a coroutine. " + Delegation.OnlyCoroutinesAwait);
}
