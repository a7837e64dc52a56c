using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Represents the receiving end of a machine. Its coroutines wait for events here.
/// </summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <remarks>
/// <para>
/// Only the coroutines of this machine may receive, one at a time: awaiting another machine's inbox is an error, which is thrown to the
/// sender. A receive accepts every event or a selection. An unmatched event goes to the enclosing handlers; then
/// <see cref="MachineOptions.Unmatched"/> applies.
/// </para>
/// <para>Every receive raises <see cref="EndOfInputException"/> when the input has ended, <see cref="CoroutineClosedException"/> when the
/// machine is closed, and the exceptions that are passed to <see cref="Machine{TEvent}.Throw"/>.</para>
/// <para>The default value belongs to no machine: its members throw <see cref="InvalidOperationException"/>.</para>
/// </remarks>
public readonly partial struct Inbox<TEvent>
{
    /// <summary>Null in the default value.</summary>
    private readonly Machine<TEvent>? machine;

    internal Inbox(Machine<TEvent> machine) => this.machine = machine;

    /// <summary>Gets the machine.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    internal Machine<TEvent> Wrapped
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var m = machine;        // read once: the compiler assumes that the call changes it
            if (m is null)
                DefaultValue.Throw("Inbox", "Use the inbox that Machine.Start passes to the coroutine.");
            return m;
        }
    }

    /// <summary>Gets the event that was received last, while it is handled. <c>await foreach</c> and generators read it.</summary>
    public TEvent Current => Wrapped.Current;

    /// <summary>
    /// Gets a value indicating whether an enumeration has ended, because the input has ended or the substate is being left. Generators test
    /// it after they are resumed.
    /// </summary>
    public bool IsCompleted => Wrapped.IsOver;

    /// <summary>Gets the machine, for inspection.</summary>
    public Machine Machine => Wrapped;

    /// <summary>Waits for the next event, without a filter.</summary>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately.</returns>
    /// <exception cref="InvalidOperationException">Another coroutine waits at this inbox.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReceiveWait<TEvent> Receive([CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var m = Wrapped;
        m.Arrive(line, file);
        return new(m);
    }

    /// <summary>Waits for the next event, without a filter, in a named state.</summary>
    /// <param name="state">The name of the state; the last part of <see cref="Machine.State"/>.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="state"/> is null.</exception>
    /// <exception cref="InvalidOperationException">Another coroutine waits at this inbox.</exception>
    public ReceiveWait<TEvent> Receive(string state, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var m = Wrapped;
        m.ArriveNamed(state, line, file);
        return new(m);
    }

    /// <summary>Waits for the next event that a predicate accepts.</summary>
    /// <param name="predicate">Selects the events. The result must depend on the event alone, because deferred events are not tested again
    /// with the same predicate.</param>
    /// <param name="state">The name of the state; the last part of <see cref="Machine.State"/>. Default: null (that of the method).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    /// <exception cref="InvalidOperationException">Another coroutine waits at this inbox.</exception>
    public SelectiveWait<TEvent> Receive(
        Func<TEvent, bool> predicate, string? state = null, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new(Arrive(state, line, file), predicate);
    }

    /// <summary>Waits for the next event of one case of the event type.</summary>
    /// <typeparam name="TCase">The case: a type that derives from <typeparamref name="TEvent"/> or implements it.</typeparam>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately.</returns>
    /// <exception cref="InvalidOperationException">Another coroutine waits at this inbox.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CaseWait<TEvent, TCase> Receive<TCase>([CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TCase : TEvent
    {
        var m = Wrapped;
        m.Arrive(line, file);
        return new(m);
    }

    /// <summary>Waits for the next event of one case of the event type, in a named state.</summary>
    /// <typeparam name="TCase">The case: a type that derives from <typeparamref name="TEvent"/> or implements it.</typeparam>
    /// <param name="state">The name of the state; the last part of <see cref="Machine.State"/>.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="state"/> is null.</exception>
    /// <exception cref="InvalidOperationException">Another coroutine waits at this inbox.</exception>
    public CaseWait<TEvent, TCase> Receive<TCase>(string state, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TCase : TEvent
    {
        var m = Wrapped;
        m.ArriveNamed(state, line, file);
        return new(m);
    }

    /// <summary>Waits for the next event of one case of the event type that a predicate accepts.</summary>
    /// <typeparam name="TCase">The case: a type that derives from <typeparamref name="TEvent"/> or implements it.</typeparam>
    /// <param name="predicate">Selects the events. The result must depend on the event alone, because deferred events are not tested again
    /// with the same predicate.</param>
    /// <param name="state">The name of the state; the last part of <see cref="Machine.State"/>. Default: null (that of the method).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    /// <exception cref="InvalidOperationException">Another coroutine waits at this inbox.</exception>
    /// <remarks>Allocates an object, unless the last selective wait of the machine had the same predicate.</remarks>
    public CaseWait<TEvent, TCase> Receive<TCase>(
        Func<TCase, bool> predicate, string? state = null, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TCase : TEvent
    {
        ArgumentNullException.ThrowIfNull(predicate);
        var m = Arrive(state, line, file);
        return new(m, m.FilterOf(predicate));
    }

    /// <summary>Waits for one event, by its value.</summary>
    /// <param name="value">The event; compared by <see cref="EqualityComparer{T}.Default"/>.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately.</returns>
    /// <exception cref="InvalidOperationException">Another coroutine waits at this inbox.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SelectiveWait<TEvent> Expect(TEvent value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var m = Wrapped;
        m.Arrive(line, file);
        m.Current = value;
        return new(m, ValueFilter<TEvent>.Instance);
    }

    /// <summary>Enumerates the events: <c>await foreach (var e in inbox)</c>. The loop ends when the input ends.</summary>
    /// <returns>This value, which is its own enumerator.</returns>
    public Inbox<TEvent> GetAsyncEnumerator() => new(Wrapped);

    /// <summary>Waits for the next event of an enumeration, or for the end of the input.</summary>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait. Its result is false if the enumeration has ended.</returns>
    /// <exception cref="InvalidOperationException">Another coroutine waits at this inbox.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public NextWait<TEvent> MoveNextAsync([CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var m = Wrapped;
        m.Arrive(line, file, enumerates: true);
        return new(m);
    }

    /// <summary>Enumerates the events that a predicate accepts: <c>await foreach (var e in inbox.Where(…))</c>.</summary>
    /// <param name="predicate">Selects the events. The result must depend on the event alone.</param>
    /// <returns>The events. The loop ends when the input ends, or when an enclosing superstate ends the substate.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    public FilteredEvents<TEvent> Where(Func<TEvent, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new(Wrapped, predicate);
    }

    /// <summary>Calls a generator-based coroutine: an iterator that yields its waits at this inbox.</summary>
    /// <param name="generator">The iterator, called with this inbox.</param>
    /// <returns>The call; await it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="generator"/> is null.</exception>
    /// <remarks>Allocates the frame of the call.</remarks>
    public Coroutine Run(IEnumerable<Wait> generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        StackGuard.EnsureRoom();
        var frame = new GeneratorFrame(generator.GetEnumerator(), Wrapped);
        frame.Start();
        return new(frame);
    }

    /// <summary>Sends an event to this machine. It is handled after the current one.</summary>
    /// <param name="event">The event.</param>
    /// <exception cref="MachineBusyException"><see cref="Reentrancy.Throw"/> is set.</exception>
    /// <exception cref="MachineEndedException">The input has ended.</exception>
    /// <exception cref="BacklogFullException">Too many events are queued.</exception>
    public void Post(TEvent @event) => Wrapped.Post(@event);

    /// <summary>
    /// Defers an event until the state has changed (<c>postpone</c> of gen_statem); then it is received before newer ones.
    /// </summary>
    /// <param name="event">The event, usually the one that was received last.</param>
    /// <exception cref="BacklogFullException">Too many events are deferred.</exception>
    /// <remarks>
    /// The state is <see cref="CoroFsm.Machine.State"/>, the path of the waiting methods. Any change since the deferral counts, even if the
    /// machine has returned to the state that deferred the event. The event is handled under the execution context of its sender.
    /// </remarks>
    public void Defer(TEvent @event) => Wrapped.DeferUntilStateChanges(@event);

    /// <summary>Announces a wait.</summary>
    private Machine<TEvent> Arrive(string? state, int line, string file)
    {
        var m = Wrapped;
        if (state is null)
            m.Arrive(line, file);
        else
            m.ArriveNamed(state, line, file);
        return m;
    }
}
