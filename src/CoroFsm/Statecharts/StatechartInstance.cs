using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <summary>Represents one machine of a chart: a small object that holds its state.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <remarks>
/// <para>
/// Runs to completion: triggers that an action fires are handled after the current one, in order. When an action throws, or a queued
/// trigger is unhandled, the outer <c>Fire</c> throws the exception. The state is then the last one that was set; nothing is undone.
/// Triggers that were still queued are dropped; <see cref="Exception.Data"/> lists them under the key
/// <see cref="Statechart.DroppedTriggers"/>.
/// </para>
/// <para>
/// For one thread at a time. A thread that fires while another thread handles a trigger gets a <see cref="MachineBusyException"/>, and its
/// trigger is not handled. Two threads that fire transitions without guards and actions at the same time may remain undetected; with
/// <see cref="StatechartBuilder{TState, TTrigger}.ChecksThread"/>, every overlap is detected. After the exception the instance can be used
/// again.
/// </para>
/// <para>
/// An instance of a chart with timers or invoked work is synchronized instead: a call waits while another thread handles a trigger.
/// </para>
/// <para>
/// Firing allocates nothing, except for the parameter of a trigger that is queued, invoked work, and what is used for the first time.
/// </para>
/// </remarks>
public sealed partial class StatechartInstance<TState, TTrigger> : IStateMachine<TState, TTrigger>, IObserver<TTrigger>, INamedState
    where TState : notnull
    where TTrigger : notnull
{
    private readonly Statechart<TState, TTrigger> chart;

    /// <summary>The context, or the reserve that holds it.</summary>
    private object? extra;
    private int state;
    private InstanceMode mode;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal StatechartInstance(
        Statechart<TState, TTrigger> chart,
        int state,
        StateStorage<TState>? storage,
        object? context,
        IStatechartObserver<TState, TTrigger>? observer)
    {
        this.chart = chart;
        this.state = state;
        if (context is not null)
            extra = context;
        if (chart.Model.ChecksThread)
            mode.Set(InstanceMode.Checked);
        if (observer is null && storage is null)
            return;

        extra = new InstanceReserve<TState, TTrigger>(context) { Storage = storage, Observer = observer };
        mode.Set((storage is null ? 0 : InstanceMode.Stored) | (observer is null ? 0 : InstanceMode.Observed));
    }

    /// <summary>Gets the chart.</summary>
    public Statechart<TState, TTrigger> Chart => chart;

    /// <summary>Gets the object that the instance was started with; null if there is none.</summary>
    public object? Context => extra is InstanceReserve<TState, TTrigger> held ? held.Context : extra;

    /// <inheritdoc/>
    public TState State =>
        mode.Has(InstanceMode.Stored) ? Reserve.Storage!.Get() : IsInterpreted ? Interpreter.SoleState : chart.States[state];

    /// <inheritdoc/>
    public IReadOnlyList<TTrigger> GetPermittedTriggers()
    {
        ReadState();
        return IsInterpreted ? Interpreter.PermittedTriggers() : Decision.Permitted(chart, state, Context);
    }

    /// <summary>Gets the name of the state, for the machine whose coroutine runs the chart.</summary>
    string INamedState.StateName => IsInterpreted ? Interpreter.StateName : chart.NameOf(state);

    internal ref InstanceMode Mode => ref mode;

    /// <summary>Gets the rarely needed parts, created on demand.</summary>
    internal InstanceReserve<TState, TTrigger> Reserve
    {
        get
        {
            var seen = extra;
            if (seen is InstanceReserve<TState, TTrigger> there)
                return there;
            var made = new InstanceReserve<TState, TTrigger>(seen);
            return Interlocked.CompareExchange(ref extra, made, seen) as InstanceReserve<TState, TTrigger> ?? made;
        }
    }

    /// <inheritdoc/>
    public bool IsIn(TState state)
    {
        ReadState();
        return IsWithin(chart.StateOf(state));
    }

    /// <inheritdoc/>
    public bool CanFire(TTrigger trigger)
    {
        ReadState();
        return CanFire(chart.TriggerOf(trigger), default);
    }

    /// <inheritdoc/>
    public bool CanFire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter)
    {
        ReadState();
        return CanFire(chart.TriggerOf(trigger.Trigger), chart.ArgumentOf(trigger.Trigger, ref parameter));
    }

    /// <inheritdoc/>
    public bool CanFire(TTrigger trigger, out IReadOnlyList<string> unmetGuards)
    {
        var isHandled = CanFire(trigger);
        unmetGuards = isHandled ? [] : UnmetGuards(chart.TriggerOf(trigger));
        return isHandled;
    }

    /// <summary>Returns the state as text.</summary>
    /// <returns>The state's name.</returns>
    public override string ToString() => IsInterpreted ? Interpreter.StateName : State.ToString() ?? "";

    /// <inheritdoc/>
    void IObserver<TTrigger>.OnNext(TTrigger value) => Fire(value);

    /// <summary>Does nothing: the end of the input changes nothing in a chart.</summary>
    void IObserver<TTrigger>.OnCompleted()
    {
    }

    /// <summary>Throws the error: a chart does not handle the failures of its source.</summary>
    void IObserver<TTrigger>.OnError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Delegation.Rethrow(error);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly Cell<TState, TTrigger> CellOf(int trigger) =>
        ref trigger >= 0 ? ref chart.Cells[trigger][state] : ref chart.Nothing;

    /// <summary>Reads the state if it is kept outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ReadState()
    {
        if (mode.Has(InstanceMode.Stored))
            ReadStorage();
    }

    private void ReadStorage()
    {
        var stored = Reserve.Storage!.Get();
        state = chart.StateOf(stored);
        if (state >= 0)
            return;

        state = 0;
        throw InstanceErrors.UnknownStoredState(stored);
    }
}
