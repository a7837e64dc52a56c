using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace CoroFsm;

/// <summary>
/// Implements the await of one coroutine by another (PEP 380). Every handle uses these rules.
/// </summary>
[StackTraceHidden]
internal static class Delegation
{
    /// <summary>
    /// The message for an <c>async Task</c> method: a foreign builder has no constraint that would make the await a compile error.
    /// </summary>
    internal const string OnlyCoroutinesAwait =
        "Only a coroutine can await it: make the awaiting method return Coroutine instead of Task, " +
        "or start the coroutine as a machine and send it events.";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsCompleted(CoroutineFrame child, long version)
    {
        if (child.Version != version || child.IsAwaited)
            ThrowAwaitedTwice();
        return child.IsCompleted;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Park(CoroutineFrame child, CoroutineFrame parent) => parent.Await(child);

    internal static void EnsureEnded(CoroutineFrame child, long version)
    {
        if (child.Version != version)
            ThrowAwaitedTwice();
        if (!child.IsCompleted)
            ThrowStillWaiting();
    }

    internal static TResult TakeResult<TResult>(CoroutineFrame<TResult> child, long version)
    {
        EnsureEnded(child, version);
        var result = child.Result;
        var error = child.Error;
        child.Release();
        if (error is not null)
            Rethrow(error);
        return result;
    }

    /// <summary>
    /// Rethrows the exception of a coroutine in the coroutine that awaits it.
    /// </summary>
    /// <remarks>
    /// An exception of user code keeps its stack trace. One that only unwinds (a close, the exit of a substate, an exhausted stack) starts
    /// a new one: its trace carries no information, and extending it at each level would make unwinding quadratic in the depth.
    /// </remarks>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Rethrow(Exception error)
    {
        if (error is IUnwinding or InsufficientExecutionStackException)
            throw error;
        ExceptionDispatchInfo.Throw(error);
    }

    /// <summary>Creates the exception for a wait that is a default value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static InvalidOperationException Default()
    {
        _ = CoroutineDriver.TakeRefused();
        return new("This wait is a default value, so nothing can end it. Await the result of a method of an inbox or of a task's context.");
    }

    [DoesNotReturn]
    private static void ThrowAwaitedTwice() => throw new InvalidOperationException(
            "This coroutine has already been awaited. Await each call once: call the method again for another run, or keep its result.");

    [DoesNotReturn]
    private static void ThrowStillWaiting() => throw new InvalidOperationException(
        "This coroutine still waits, so it has no result yet. " + OnlyCoroutinesAwait);
}

/// <summary>Marks an exception that only unwinds coroutines. Its stack trace carries no information.</summary>
internal interface IUnwinding;
