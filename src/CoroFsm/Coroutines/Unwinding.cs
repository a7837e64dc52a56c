using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Determines whether a close has to be raised in an async method, or would run no code of it: a method without <c>finally</c>,
/// <c>using</c> and <c>catch</c> whose awaiters do nothing but throw.
/// </summary>
internal static class Unwinding
{
    /// <summary>Tells whether a method may have anything to unwind.</summary>
    /// <param name="stateMachine">The compiler's state machine.</param>
    /// <returns>None only if it certainly has not. Where its code cannot be read (compiled ahead of time) or may be replaced (hot
    /// reload), it may have.</returns>
    internal static UnwindingNeed Find(IAsyncStateMachine stateMachine) =>
        !RuntimeFeature.IsDynamicCodeSupported || MetadataUpdater.IsSupported
        || HasHandlers(stateMachine) || AwaitsSpecially(stateMachine.GetType())
            ? UnwindingNeed.Possible
            : UnwindingNeed.None;

    /// <summary>The method as a whole stands in one handler, the compiler's, which ends the coroutine. Any other is the user's.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The trimmed code is the one that runs.")]
    private static bool HasHandlers(IAsyncStateMachine stateMachine) =>
        ((Action)stateMachine.MoveNext).Method.GetMethodBody() is not { ExceptionHandlingClauses.Count: 1 };

    /// <summary>
    /// The compiler keeps each awaiter that is a struct in a field of its type, and those that are classes in one of type object.
    /// </summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A field that the trimmed code does not use holds no awaiter.")]
    private static bool AwaitsSpecially(Type stateMachine) => Array.Exists(
        stateMachine.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic),
        static field => field.FieldType == typeof(object)
            || (typeof(ICoroutineAwaiter).IsAssignableFrom(field.FieldType) && !typeof(IDroppableWait).IsAssignableFrom(field.FieldType)));
}

/// <summary>What is known about a method's need to be unwound.</summary>
internal enum UnwindingNeed : byte
{
    /// <summary>It has not been determined yet.</summary>
    Unknown,

    /// <summary>It has nothing to unwind.</summary>
    None,

    /// <summary>It may have something to unwind.</summary>
    Possible,
}
