namespace CoroFsm;

/// <summary>
/// The execution context of a sender (its <see cref="AsyncLocal{T}"/> values, culture and current activity), kept with what waits for its
/// turn.
/// </summary>
internal static class SenderContext
{
    /// <summary>Gets the context of this thread; where its flow is suppressed, the default context. Allocates nothing.</summary>
    internal static ExecutionContext Capture() => ExecutionContext.Capture() ?? Default.Context;

    /// <summary>Gets a value indicating whether this thread runs under a context, so that nothing has to be switched.</summary>
    internal static bool IsCurrent(ExecutionContext context) => ReferenceEquals(context, ExecutionContext.Capture());

    /// <summary>Creates a timer that keeps no context: what it ends has a context of its own.</summary>
    internal static ITimer CreateTimer(TimeProvider clock, TimerCallback callback, object state, TimeSpan delay)
    {
        var suppresses = !ExecutionContext.IsFlowSuppressed();
        if (suppresses)
            ExecutionContext.SuppressFlow();
        try
        {
            return clock.CreateTimer(callback, state, delay, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (suppresses)
                ExecutionContext.RestoreFlow();
        }
    }

    /// <summary>Made when a sender first suppresses the flow.</summary>
    private static class Default
    {
        internal static readonly ExecutionContext Context = OfNewThread();

        /// <summary>The runtime shows its default context only to a thread that has no other.</summary>
        private static ExecutionContext OfNewThread()
        {
            ExecutionContext? context = null;
            var thread = new Thread(() => context = ExecutionContext.Capture()) { IsBackground = true };
            thread.UnsafeStart();
            thread.Join();
            return context!;
        }
    }
}
