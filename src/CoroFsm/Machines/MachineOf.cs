using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Base class of machines that are classes: the methods are the states, the fields the data.
/// </summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <remarks>Call <see cref="Start"/> when the object is ready, usually at the end of the constructor.</remarks>
public abstract partial class MachineOf<TEvent> : IObserver<TEvent>, IDisposable, IAsyncDisposable
{
    private readonly Machine<TEvent> machine;
    private bool isStarted;

    /// <summary>Initializes a new instance of the <see cref="MachineOf{TEvent}"/> class.</summary>
    /// <param name="options">The options; null for <see cref="MachineOptions.Default"/>. If they set no
    /// <see cref="MachineOptions.Type"/>, it is the name of the class.</param>
    protected MachineOf(MachineOptions? options = null)
    {
        options ??= MachineOptions.Default;
        machine = new(options.Type is null ? options with { Type = MethodName.OfType(GetType()) } : options);
    }

    /// <summary>Gets the machine.</summary>
    /// <exception cref="InvalidOperationException">The machine has not been started.</exception>
    public Machine<TEvent> Machine => isStarted ? machine : throw new InvalidOperationException(
        $"{machine.Name} has not been started. Call {nameof(Start)}() at the end of its constructor.");

    /// <summary>Gets the inbox, for operations that have no short form in this class.</summary>
    protected Inbox<TEvent> Inbox => new(machine);

    /// <inheritdoc cref="CoroFsm.Machine.State"/>
    public string State => Machine.State;

    /// <inheritdoc cref="CoroFsm.Machine.Completion"/>
    public Task Completion => Machine.Completion;

    /// <inheritdoc cref="Machine{TEvent}.Send"/>
    public void Send(TEvent @event) => Machine.Send(@event);

    /// <inheritdoc cref="Machine{TEvent}.TrySend"/>
    public bool TrySend(TEvent @event) => Machine.TrySend(@event);

    /// <inheritdoc cref="Machine{TEvent}.SendAsync"/>
    public Task SendAsync(TEvent @event, CancellationToken cancellationToken = default) => Machine.SendAsync(@event, cancellationToken);

    /// <inheritdoc cref="Machine{TEvent}.AskAsync"/>
    public ValueTask<TReply> AskAsync<TReply>(Func<ReplyTo<TReply>, TEvent> ask, CancellationToken cancellationToken = default) =>
        Machine.AskAsync(ask, cancellationToken);

    /// <inheritdoc cref="Machine{TEvent}.Complete"/>
    public void Complete() => Machine.Complete();

    /// <inheritdoc cref="Machine{TEvent}.CompleteAsync"/>
    public Task CompleteAsync() => Machine.CompleteAsync();

    /// <inheritdoc cref="CoroFsm.Machine.Dispose"/>
    public void Dispose()
    {
        machine.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="CoroFsm.Machine.DisposeAsync"/>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (isStarted)
            return machine.DisposeAsync();
        machine.Dispose();
        return default;
    }

    /// <inheritdoc/>
    void IObserver<TEvent>.OnNext(TEvent value) => Machine.Send(value);

    /// <inheritdoc/>
    void IObserver<TEvent>.OnCompleted() => Machine.Complete();

    /// <inheritdoc/>
    void IObserver<TEvent>.OnError(Exception error) => ((IObserver<TEvent>)Machine).OnError(error);

    /// <summary>When overridden in a derived class, calls the outermost coroutine of the machine.</summary>
    /// <returns>The coroutine.</returns>
    protected abstract Coroutine Run();

    /// <summary>Starts the machine: runs <see cref="Run"/> to its first wait.</summary>
    /// <exception cref="InvalidOperationException">The machine has already been started.</exception>
    /// <remarks>Exceptions of the coroutine before its first wait are thrown here.</remarks>
    protected void Start()
    {
        if (isStarted)
            throw new InvalidOperationException($"{machine.Name} has already been started. Call {nameof(Start)}() once.");
        isStarted = true;
        machine.Start(_ => Run());
    }

    /// <inheritdoc cref="Inbox{TEvent}.Receive(int, string)"/>
    protected ReceiveWait<TEvent> Receive([CallerLineNumber] int line = 0, [CallerFilePath] string file = "") => Inbox.Receive(line, file);

    /// <summary>Waits for the next event that a predicate accepts.</summary>
    /// <param name="predicate">Selects the events. The result must depend on the event alone, because deferred events are not tested again
    /// with the same predicate.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    /// <exception cref="InvalidOperationException">Another coroutine waits at this inbox.</exception>
    protected SelectiveWait<TEvent> Receive(
        Func<TEvent, bool> predicate,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "") =>
        Inbox.Receive(predicate, state: null, line, file);

    /// <inheritdoc cref="Inbox{TEvent}.Receive{TCase}(int, string)"/>
    protected CaseWait<TEvent, TCase> Receive<TCase>([CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TCase : TEvent =>
        Inbox.Receive<TCase>(line, file);

    /// <inheritdoc cref="Inbox{TEvent}.Expect"/>
    protected SelectiveWait<TEvent> Expect(TEvent value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Inbox.Expect(value, line, file);
}
