using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Determines whether a close must be raised in an async method. It need not be if no code of the method would run: the method has no
/// <c>finally</c>, <c>using</c> or <c>catch</c>, and its awaiters do nothing but throw.
/// </summary>
internal static class Unwinding
{
    /// <summary>Determines whether a method may have something to unwind.</summary>
    /// <param name="stateMachine">The compiler's state machine.</param>
    /// <returns><see cref="UnwindingNeed.None"/> only if there is certainly nothing. Code that cannot be read (compiled ahead of time) or
    /// may be replaced (hot reload) may have something.</returns>
    internal static UnwindingNeed Find(IAsyncStateMachine stateMachine) =>
        !RuntimeFeature.IsDynamicCodeSupported || MetadataUpdater.IsSupported
        || HasHandlers(stateMachine) || HasCustomAwaiter(stateMachine.GetType())
            ? UnwindingNeed.Possible
            : UnwindingNeed.None;

    /// <summary>
    /// Returns whether the method has an exception handler besides the compiler's own, which encloses the method and ends the coroutine.
    /// </summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The trimmed code is the one that runs.")]
    private static bool HasHandlers(IAsyncStateMachine stateMachine) =>
        ((Action)stateMachine.MoveNext).Method.GetMethodBody() is not { ExceptionHandlingClauses.Count: 1 };

    /// <summary>
    /// Returns whether an awaiter may run code. Awaiters that are structs are stored in fields of their types, classes in fields of type
    /// object.
    /// </summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A field that the trimmed code does not use holds no awaiter.")]
    private static bool HasCustomAwaiter(Type stateMachine) => Array.Exists(
        stateMachine.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic),
        static field => field.FieldType == typeof(object)
            || (typeof(ICoroutineAwaiter).IsAssignableFrom(field.FieldType) && !typeof(IDroppableWait).IsAssignableFrom(field.FieldType)));
}

/// <summary>Specifies whether a method needs to be unwound.</summary>
internal enum UnwindingNeed : byte
{
    /// <summary>Not yet determined.</summary>
    Unknown,

    /// <summary>The method has nothing to unwind.</summary>
    None,

    /// <summary>The method may have something to unwind.</summary>
    Possible,
}
