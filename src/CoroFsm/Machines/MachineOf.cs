using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm;

/// <summary>
/// The class style: a class is a machine, its methods are the states, its fields the data.
/// </summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <remarks>Call <see cref="Start"/> when the object is ready, as a rule at the end of the constructor.</remarks>
public abstract class MachineOf<TEvent> : IObserver<TEvent>, IDisposable
{
    private readonly Machine<TEvent> machine;
    private bool isStarted;

    /// <summary>Initializes a new instance of the <see cref="MachineOf{TEvent}"/> class.</summary>
    /// <param name="options">How the machine treats its events; null: <see cref="MachineOptions.Default"/>, with the class as its type.</param>
    protected MachineOf(MachineOptions? options = null)
    {
        options ??= MachineOptions.Default;
        machine = new(options.Type is null ? options with { Type = MethodName.OfType(GetType()) } : options);
    }

    /// <summary>Gets the machine itself.</summary>
    /// <exception cref="InvalidOperationException">It has not been started.</exception>
    public Machine<TEvent> Machine => isStarted ? machine : throw new InvalidOperationException(
        $"{machine.Name} has not been started. Call {nameof(Start)}() at the end of its constructor.");

    /// <summary>Gets the receiving end, for what has no short form here.</summary>
    protected Inbox<TEvent> Inbox => new(machine);

    /// <inheritdoc cref="CoroFsm.Machine.State"/>
    public string State => Machine.State;

    /// <inheritdoc cref="Machine{TEvent}.Send"/>
    public void Send(TEvent @event) => Machine.Send(@event);

    /// <inheritdoc cref="Machine{TEvent}.TrySend"/>
    public bool TrySend(TEvent @event) => Machine.TrySend(@event);

    /// <inheritdoc cref="Machine{TEvent}.Complete"/>
    public void Complete() => Machine.Complete();

    /// <inheritdoc cref="CoroFsm.Machine.Dispose"/>
    public void Dispose()
    {
        machine.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    void IObserver<TEvent>.OnNext(TEvent value) => Machine.Send(value);

    /// <inheritdoc/>
    void IObserver<TEvent>.OnCompleted() => Machine.Complete();

    /// <inheritdoc/>
    void IObserver<TEvent>.OnError(Exception error) => ((IObserver<TEvent>)Machine).OnError(error);

    /// <summary>The outermost coroutine: what the machine does.</summary>
    /// <returns>The coroutine.</returns>
    protected abstract Coroutine Run();

    /// <summary>Starts the machine: runs <see cref="Run"/> to its first wait.</summary>
    /// <exception cref="InvalidOperationException">It has been started before.</exception>
    protected void Start()
    {
        if (isStarted)
            throw new InvalidOperationException($"{machine.Name} has been started before.");
        isStarted = true;
        machine.Start(_ => Run());
    }

    /// <inheritdoc cref="Inbox{TEvent}.Receive(int, string)"/>
    protected ReceiveWait<TEvent> Receive([CallerLineNumber] int line = 0, [CallerFilePath] string file = "") => Inbox.Receive(line, file);

    /// <inheritdoc cref="Inbox{TEvent}.Receive(Func{TEvent, bool}, int, string)"/>
    protected SelectiveWait<TEvent> Receive(Func<TEvent, bool> predicate, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Inbox.Receive(predicate, line, file);

    /// <inheritdoc cref="Inbox{TEvent}.Receive{TCase}(int, string)"/>
    protected CaseWait<TEvent, TCase> Receive<TCase>([CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
        where TCase : TEvent =>
        Inbox.Receive<TCase>(line, file);

    /// <inheritdoc cref="Inbox{TEvent}.Expect"/>
    protected SelectiveWait<TEvent> Expect(TEvent value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") => Inbox.Expect(value, line, file);
}
