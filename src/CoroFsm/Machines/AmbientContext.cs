using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// The ambient context of the code that queues something: <c>AsyncLocal</c> values, the culture, the current activity. What is queued
/// runs under it, and leaves none of it behind.
/// </summary>
internal static class AmbientContext
{
    /// <summary>The context without any values.</summary>
    internal static readonly ExecutionContext Default = FindDefault();

    /// <summary>Whether the context can be read from the thread's field, a fraction of the cost of a capture: it is read for each turn and item.</summary>
    private static readonly bool CanReadField = TryReadField();

    /// <summary>Tells whether the context of the current thread has values.</summary>
    /// <param name="thread">The current thread.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool HasValues(Thread thread)
    {
        if (!CanReadField)
            return !ReferenceEquals(ExecutionContext.Capture(), Default);
        var context = FieldOf(thread);
        return context is not null && !ReferenceEquals(context, Default);
    }

    /// <summary>Captures the context of the running code.</summary>
    /// <returns>The context; null if it has no values, or its flow is suppressed.</returns>
    internal static ExecutionContext? Capture()
    {
        var context = ExecutionContext.Capture();
        return ReferenceEquals(context, Default) ? null : context;
    }

    /// <summary>Captures the context of the running code; the default one where its flow is suppressed. Allocates nothing.</summary>
    internal static ExecutionContext CaptureOrDefault() => ExecutionContext.Capture() ?? Default;

    /// <summary>Tells whether the running code has a context, so that nothing has to be switched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsCurrent(ExecutionContext context) => IsCurrent(context, Thread.CurrentThread);

    /// <inheritdoc cref="IsCurrent(ExecutionContext)"/>
    /// <param name="context">The context.</param>
    /// <param name="thread">The current thread; to find it costs more than to read its context.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsCurrent(ExecutionContext context, Thread thread) =>
        ReferenceEquals(context, CanReadField ? FieldOf(thread) ?? Default : ExecutionContext.Capture());

    /// <summary>Creates a timer that keeps no context: what it ends has a context of its own.</summary>
    internal static ITimer CreateTimer(TimeProvider clock, TimerCallback callback, object state, TimeSpan delay)
    {
        using (Enter(context: null))
            return clock.CreateTimer(callback, state, delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Makes a context that of the running code, until the returned scope is disposed of.</summary>
    /// <param name="context">The context; null: the one without any values.</param>
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

    /// <summary>Looks whether this runtime has the field; it is no part of its interface.</summary>
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

    /// <summary>Finds the default context, which a thread has that none has flowed to.</summary>
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
            found = ExecutionContext.Capture();     // there are no threads, so what is first seen counts as the default
        }

        return found!;
    }

    /// <summary>Restores the context that was there before.</summary>
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
