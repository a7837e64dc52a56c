using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <summary>One machine of a chart: a small object that knows its state.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <remarks>
/// <para>
/// Runs to completion: what an action fires is handled after the current trigger, in order. When an action throws, or a queued trigger is not handled, the exception comes out of
/// the outer <c>Fire</c>; the state is the one that had been set by then, nothing is undone, and what was still queued is dropped, and named in the exception's
/// data under <see cref="Statechart.DroppedTriggers"/>.
/// </para>
/// <para>
/// For one thread at a time. A thread that fires while another thread handles a trigger gets a <see cref="MachineBusyException"/>, and its
/// trigger is not handled. A transition without guards and actions is too short to be noticed;
/// <see cref="StatechartBuilder{TState, TTrigger}.ChecksThread"/> finds every overlap. After the exception the instance can be used again.
/// </para>
/// <para>
/// Firing allocates nothing, except for the parameter of a trigger that is queued, and the first time that a dynamic transition leads from
/// one state to another.
/// </para>
/// </remarks>
public sealed partial class StatechartInstance<TState, TTrigger> : IStateMachine<TState, TTrigger>, IObserver<TTrigger>, INamedState
    where TState : notnull
    where TTrigger : notnull
{
    /// <summary>A trigger is being handled. The number of the thread that handles it stands above the flags.</summary>
    private const int Firing = 1;

    /// <summary>Something is queued.</summary>
    private const int Backlogged = 2;

    /// <summary>Something is deferred.</summary>
    private const int Deferring = 4;

    /// <summary>The state is kept outside.</summary>
    private const int Stored = 8;

    /// <summary>An observer is notified.</summary>
    private const int Observed = 16;

    /// <summary>Each fire claims the instance for its thread atomically.</summary>
    private const int Checked = 32;

    /// <summary>A coroutine waits that has to be resumed when the instance is fired by something else.</summary>
    private const int Awaited = 64;

    /// <summary>The flags that stay when a trigger has been handled.</summary>
    private const int Persistent = Deferring | Stored | Observed | Checked | Awaited;

    /// <summary>The position of the thread's number.</summary>
    private const int OwnerShift = 8;

    private readonly Statechart<TState, TTrigger> chart;

    /// <summary>The context, or what holds it together with all else that an instance rarely has.</summary>
    private object? extra;
    private int state;

    /// <summary>What is special at the moment: 0 is the shortest path.</summary>
    private int mode;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal StatechartInstance(
        Statechart<TState, TTrigger> chart, int state, StateStorage<TState>? storage, object? context, IStatechartObserver<TState, TTrigger>? observer)
    {
        this.chart = chart;
        this.state = state;
        if (context is not null)
            extra = context;
        if (chart.Model.ChecksThread)
            mode = Checked;
        if (observer is null && storage is null)
            return;

        extra = new InstanceReserve<TState, TTrigger>(context) { Storage = storage, Observer = observer };
        mode |= (storage is null ? 0 : Stored) | (observer is null ? 0 : Observed);
    }

    /// <summary>Gets the chart.</summary>
    public Statechart<TState, TTrigger> Chart => chart;

    /// <summary>Gets the object that the instance was started with; null if there is none.</summary>
    public object? Context => extra is InstanceReserve<TState, TTrigger> held ? held.Context : extra;

    /// <inheritdoc/>
    public TState State => (mode & Stored) == 0 ? chart.States[state] : Reserve.Storage!.Get();

    /// <inheritdoc/>
    public IReadOnlyList<TTrigger> GetPermittedTriggers()
    {
        ReadState();
        List<TTrigger> permitted = [];
        for (var at = state; at >= 0; at = chart.Superstates[at])
        {
            for (var trigger = 0; trigger < chart.Cells.Length; trigger++)
            {
                if (Decision.IsPermitted(chart.Cells[trigger][state], chart.States[at], Context) && !permitted.Contains(chart.Triggers[trigger]))
                    permitted.Add(chart.Triggers[trigger]);
            }
        }

        return permitted;
    }

    /// <summary>Gets the name of the state, for the machine whose coroutine runs the chart.</summary>
    string INamedState.StateName => chart.NameOf(state);

    /// <summary>Gets what an instance rarely has, made when it is needed.</summary>
    private InstanceReserve<TState, TTrigger> Reserve
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
        return chart.IsWithin(this.state, chart.StateOf(state));
    }

    /// <inheritdoc/>
    public bool CanFire(TTrigger trigger)
    {
        ReadState();
        return Decision.CanFire(CellOf(chart.TriggerOf(trigger)), Context, default);
    }

    /// <inheritdoc/>
    public bool CanFire<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter)
    {
        ReadState();
        var number = chart.TriggerOf(trigger.Trigger);
        return Decision.CanFire(CellOf(number), Context, ArgumentOf(number, trigger.Trigger, ref parameter));
    }

    /// <summary>Shows the state.</summary>
    /// <returns>The state's name.</returns>
    public override string ToString() => State.ToString() ?? "";

    /// <summary>Fires.</summary>
    /// <param name="value">The trigger.</param>
    void IObserver<TTrigger>.OnNext(TTrigger value) => Fire(value);

    /// <summary>Does nothing: a chart has no end of input.</summary>
    void IObserver<TTrigger>.OnCompleted()
    {
    }

    /// <summary>Throws: a chart does not handle the failures of its source.</summary>
    /// <param name="error">What went wrong.</param>
    void IObserver<TTrigger>.OnError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Delegation.Rethrow(error);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly Cell<TState, TTrigger> CellOf(int trigger) => ref trigger >= 0 ? ref chart.Cells[trigger][state] : ref chart.Nothing;

    /// <summary>Makes sure that the state is the one that is kept outside, if it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReadState()
    {
        if ((mode & Stored) != 0)
            ReadStorage();
    }

    private void ReadStorage()
    {
        var stored = Reserve.Storage!.Get();
        state = chart.StateOf(stored);
        if (state >= 0)
            return;

        state = 0;
        throw new InvalidOperationException($"The instance keeps its state outside, and found {DisplayText.Of(stored)} there, which the chart does not have. Add the state to the chart, or correct the stored value.");
    }

    /// <summary>Checks a parameter's type, once for all that take it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Argument ArgumentOf<TParameter>(int number, TTrigger trigger, ref TParameter parameter)
    {
        if (number < 0 || chart.Parameters[number] is not { } type)
            return default;     // nothing takes it
        return type is ParameterType<TParameter>
            ? Argument.At(ref parameter)
            : throw MissingParameter.OfOtherType(trigger, type.Type, typeof(TParameter));
    }

    private Argument ArgumentOf(int number, TriggerOccurrence<TTrigger> occurrence)
    {
        if (occurrence.Argument is not { } given || number < 0 || chart.Parameters[number] is not { } type)
            return default;
        return ReferenceEquals(type, given.Type) ? given.Open() : throw MissingParameter.OfOtherType(occurrence.Trigger, type.Type, given.Type.Type);
    }
}
