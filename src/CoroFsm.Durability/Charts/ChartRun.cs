using System.Runtime.ExceptionServices;
using CoroFsm.Statecharts;

namespace CoroFsm.Durability.Charts;

/// <summary>Represents a chart that runs in a durable machine: its work is an effect, and it restarts from snapshots.</summary>
internal sealed class ChartRun<TState, TTrigger, TEvent, TContext>(
    ChartProgram<TState, TTrigger, TEvent, TContext> program, Durable<TEvent> durable)
    : IStatechartObserver<TState, TTrigger>, IWorkHost
    where TState : notnull
    where TTrigger : notnull
    where TContext : class
{
    private StatechartInstance<TState, TTrigger> instance = null!;
    private TContext? context;
    private ExceptionDispatchInfo? failure;
    private int inputs = -1;

    /// <summary>Enters or restores the chart.</summary>
    /// <returns>The coroutine that runs it.</returns>
    internal Coroutine Run()
    {
        var clock = durable.Inbox.Wrapped.TimeProvider;
        if (durable.IsRestarted)
        {
            var stored = durable.ReadArgument(program.Converter)!;
            context = program.Context?.Invoke(durable, stored.Context);
            instance = program.Chart.Restore(stored.ToSnapshot(durable.UtcNow), context, this, clock);
        }
        else
        {
            context = program.Context?.Invoke(durable, durable.Argument<TContext>());
            instance = program.Chart.Enter(program.Initial, context, this, clock);
        }

        var runner = new InstanceRunner<TState, TTrigger, TEvent>(instance, durable.Inbox.Wrapped, program.ToTrigger, HasEnded);
        return runner.Receive(until: -1, (1, "the chart"));
    }

    /// <summary>Keeps a failure that a timer or the end of work has caused: the coroutine, which is resumed next, throws it.</summary>
    void IStatechartObserver<TState, TTrigger>.OnFailed(IStateMachine<TState, TTrigger> machine, Exception error) =>
        failure = ExceptionDispatchInfo.Capture(error);

    void IWorkHost.Start<TResult>(string name, Func<object?, CancellationToken, Task<TResult>> call, IExternalWork<TResult> work)
    {
        // The work runs beside later turns, and again after a crash: it must always see the context of its request.
        var copy = program.Context?.Invoke(durable, durable.Copy(context));
        durable.StartWork(
            name,
            async effect =>
            {
                EffectContext.SetCurrent(effect);
                return await call(copy, effect.CancellationToken).ConfigureAwait(true);
            },
            work,
            program.Options.Work);
    }

    /// <summary>Determines whether the coroutine returns: the chart has completed, or the machine restarts from a snapshot.</summary>
    private bool HasEnded()
    {
        failure?.Throw();
        if (instance.IsCompleted)
            return true;
        if (++inputs < program.Options.InputsPerSnapshot || program.Options.InputsPerSnapshot is null || !durable.MayRestart
            || !instance.IsQuiescent())
        {
            return false;
        }

        durable.RestartFrom(StoredChart<TState, TContext>.Of(instance.Snapshot(), durable.UtcNow, context), program.Converter);
        return true;
    }
}
