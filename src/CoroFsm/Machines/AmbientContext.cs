using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Provides access to the ambient context of the code that queues something: <c>AsyncLocal</c> values, the culture, the current activity.
/// Queued work runs under this context and leaves nothing of it behind.
/// </summary>
internal static class AmbientContext
{
    /// <summary>The context without any values.</summary>
    internal static readonly ExecutionContext Default = FindDefault();

    /// <summary>
    /// Whether the context can be read from the thread's field, which is much cheaper than a capture: it is read for each turn and item.
    /// </summary>
    private static readonly bool CanReadField = TryReadField();

    /// <summary>Determines whether the context of the current thread has values.</summary>
    /// <param name="thread">The current thread.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool HasValues(Thread thread)
    {
        if (!CanReadField)
            return !ReferenceEquals(ExecutionContext.Capture(), Default);
        var context = FieldOf(thread);
        return context is not null && !ReferenceEquals(context, Default);
    }

    /// <summary>Makes a context that of the current thread, unless it is already.</summary>
    /// <param name="context">The context.</param>
    /// <param name="thread">The current thread.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SwitchTo(ExecutionContext context, Thread thread)
    {
        var current = CanReadField ? FieldOf(thread) ?? Default : ExecutionContext.Capture();
        if (!ReferenceEquals(context, current))
            ExecutionContext.Restore(context);
    }

    /// <summary>Captures the context of the running code.</summary>
    /// <returns>The context; null if it has no values, or its flow is suppressed.</returns>
    internal static ExecutionContext? Capture()
    {
        var context = ExecutionContext.Capture();
        return ReferenceEquals(context, Default) ? null : context;
    }

    /// <summary>Captures the context of the running code, or the default context if its flow is suppressed. Allocates nothing.</summary>
    internal static ExecutionContext CaptureOrDefault() => ExecutionContext.Capture() ?? Default;

    /// <summary>Determines whether a context is that of the running code, so that nothing has to be switched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsCurrent(ExecutionContext context) => IsCurrent(context, Thread.CurrentThread);

    /// <inheritdoc cref="IsCurrent(ExecutionContext)"/>
    /// <param name="context">The context.</param>
    /// <param name="thread">The current thread; to find it costs more than to read its context.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsCurrent(ExecutionContext context, Thread thread) =>
        ReferenceEquals(context, CanReadField ? FieldOf(thread) ?? Default : ExecutionContext.Capture());

    /// <summary>Creates a timer that keeps no context alive: its callbacks set a context of their own.</summary>
    internal static ITimer CreateTimer(TimeProvider clock, TimerCallback callback, object state, TimeSpan delay)
    {
        using (Enter(context: null))
            return clock.CreateTimer(callback, state, delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sets the current context until the returned scope is disposed.</summary>
    /// <param name="context">The context; null for the context without any values.</param>
    internal static Scope Enter(ExecutionContext? context)
    {
        var isSuppressed = ExecutionContext.IsFlowSuppressed();
        if (isSuppressed)
            ExecutionContext.RestoreFlow();
        var previous = ExecutionContext.Capture()!;
        Restore(context ?? Default, previous);
        return new(previous, isSuppressed);
    }

    private static void Restore(ExecutionContext context, ExecutionContext? current)
    {
        if (!ReferenceEquals(context, current))
            ExecutionContext.Restore(context);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_executionContext")]
    private static extern ref ExecutionContext? FieldOf(Thread thread);

    /// <summary>Determines whether this runtime has the field, which is not part of its public interface.</summary>
    private static bool TryReadField()
    {
        try
        {
            return ReferenceEquals(FieldOf(Thread.CurrentThread) ?? Default, ExecutionContext.Capture() ?? FieldOf(Thread.CurrentThread));
        }
        catch (MissingFieldException)
        {
            return false;
        }
    }

    /// <summary>Gets the default context, which is that of a thread to which no context has flowed.</summary>
    private static ExecutionContext FindDefault()
    {
        ExecutionContext? found = null;
        try
        {
            var thread = new Thread(() => found = ExecutionContext.Capture()) { IsBackground = true };
            thread.UnsafeStart();
            thread.Join();
        }
        catch (PlatformNotSupportedException)
        {
            found = ExecutionContext.Capture();     // without threads, the context at start-up counts as the default
        }

        return found!;
    }

    /// <summary>Restores the previous context.</summary>
    internal readonly struct Scope(ExecutionContext previous, bool isSuppressed) : IDisposable
    {
        public void Dispose()
        {
            Restore(previous, ExecutionContext.Capture());
            if (isSuppressed)
                ExecutionContext.SuppressFlow();
        }
    }
}
