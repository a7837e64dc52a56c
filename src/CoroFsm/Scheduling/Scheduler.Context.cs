using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <content>
/// The ambient context of turns and interrupts. A run has the default one, so that only a task or an interrupt with a context of its own
/// costs anything; what user code has changed is reset behind it.
/// </content>
public sealed partial class Scheduler
{
    /// <summary>What the run in progress does under the default context, and what it gives.</summary>
    private Func<Scheduler, int>? entered;
    private int enteredResult;

    /// <summary>Calls a way of running under the default context, whatever that of the caller is.</summary>
    private int RunUnderDefault(Func<Scheduler, int> run)
    {
        if (ReferenceEquals(ExecutionContext.Capture(), AmbientContext.Default))
            return run(this);

        entered = run;
        ExecutionContext.Run(AmbientContext.Default, static state => ((Scheduler)state!).CallEntered(), this);
        return enteredResult;
    }

    private void CallEntered() => enteredResult = entered!(this);

    /// <summary>Resets what user code has left in the context of the scheduler's thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ResetContext()
    {
        if (!ReferenceEquals(ExecutionContext.Capture(), AmbientContext.Default))
            RestoreDefault();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RestoreDefault()
    {
        if (ExecutionContext.IsFlowSuppressed())
            ExecutionContext.RestoreFlow();
        ExecutionContext.Restore(AmbientContext.Default);
    }

    /// <summary>An action of another thread that has an ambient context.</summary>
    private sealed class ContextualAction(Action action, ExecutionContext context)
    {
        internal void Invoke()
        {
            using (AmbientContext.Enter(context))
                action();
        }
    }
}
