using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Represents a started coroutine, independently of the type of its events: its state, its position, and how it ended.
/// </summary>
/// <remarks>
/// <para>The caller that starts a machine owns it and disposes it, for example with <c>using</c>: the garbage collector cannot run the
/// <c>finally</c> blocks of a waiting coroutine.</para>
/// <para>Not thread-safe, unless <see cref="MachineOptions.Synchronized"/> is set.</para>
/// </remarks>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
public abstract partial class Machine : CoroutineDriver, IDisposable, IAsyncDisposable
{
    /// <summary>Occurs when a machine has started, while a tracker is active.</summary>
    internal static event Action<Machine>? Started;

    /// <summary>
    /// The line of the wait; negative if its state has an explicit name, so that a wait without one has nothing to clear. The first field,
    /// so that it is adjacent to <see cref="CoroutineDriver.Phase"/>: one store writes both.
    /// </summary>
    private int line;

    /// <summary>The value that a wait writes into <see cref="CoroutineDriver.Phase"/>.</summary>
    internal int Parked = Waiting;

    private protected readonly MachineOptions Options;

    /// <summary>The outermost coroutine.</summary>
    private protected CoroutineFrame? Root;

    private string? file;

    /// <summary>
    /// While <see cref="line"/> is negative: the explicit name of the state, or an <see cref="INamedState"/> that provides it. Before the
    /// first wait: the delegate that calls the coroutine, from which the name of the machine is derived until then.
    /// </summary>
    private object? naming;

    private protected bool IsClosing;
    private protected bool IsInputComplete;

    /// <summary>The number of waits since the close request or the end of the input.</summary>
    private byte refusals;

    private protected Machine(MachineOptions? options)
    {
        Options = options ?? MachineOptions.Default;
        if (options is { IsSupervised: true })
            Parked |= Supervised;
    }

    /// <summary>
    /// Gets the name of this machine, for messages: <see cref="MachineOptions.Name"/>. Default: its <see cref="Type"/>.
    /// </summary>
    public string Name => Options.Name ?? Type;

    /// <summary>
    /// Gets what kind of machine this is, for metrics and activities: <see cref="MachineOptions.Type"/>. Default: the type and the method
    /// of its outermost coroutine, such as "Order.Run"; for a lambda, the method that contains it.
    /// </summary>
    /// <remarks>
    /// The same for all machines that run the same method. Until the coroutine has waited for the first time, it names the method that was
    /// passed to <c>Start</c>.
    /// </remarks>
    public string Type => Options.Type ?? (Root is { } root && !MethodName.IsOurs(root) ? MethodName.QualifiedOf(root.MethodType)
        : naming is Delegate start ? MethodName.QualifiedOf(start.Method)
        : EventName);

    /// <summary>
    /// Gets the path of the waiting methods, such as "Session/Authenticating", which ends with the explicit name of the wait, if any. While
    /// the machine runs, returns the last path; after the end, the name of the <see cref="Status"/>.
    /// </summary>
    /// <remarks>Composed from the types of the methods on each call; no name is stored while events are handled.</remarks>
    public string State => (Phase & Ended) != 0 ? Status.ToString() : MethodName.PathOf(Waiter, StateName, isExact: (Phase & Waiting) != 0);

    /// <summary>
    /// Gets the source location of the wait, such as "Session.cs:42". While the machine runs and after its end, returns the last one;
    /// before the first wait, an empty string.
    /// </summary>
    public string Position => file is null ? "" : $"{Path.GetFileName(file.Replace('\\', '/'))}:{Math.Abs(line)}";

    /// <summary>Gets the status of the machine.</summary>
    public MachineStatus Status => (Phase & (Ended | Waiting)) switch
    {
        0 => MachineStatus.Running,
        Waiting => MachineStatus.Waiting,
        _ when (Phase & Abandoned) != 0 => MachineStatus.Abandoned,
        _ when Fault is not null => MachineStatus.Faulted,
        _ => IsClosing ? MachineStatus.Closed : MachineStatus.Completed,
    };

    /// <summary>Gets the exception that ended the machine; null if it has not faulted.</summary>
    public abstract Exception? Fault { get; }

    /// <summary>
    /// Gets a task that ends when the machine has ended: it completes after <see cref="MachineStatus.Completed"/> and
    /// <see cref="MachineStatus.Closed"/>, fails with the <see cref="Fault"/> after <see cref="MachineStatus.Faulted"/>, and is cancelled
    /// after <see cref="MachineStatus.Abandoned"/>.
    /// </summary>
    /// <remarks>
    /// Created by the first call; a machine without one pays nothing for it. Any thread may request it if the machine is synchronized.
    /// Its continuations never run inside the machine's turn. A fault that is not awaited is not reported as unobserved, because the sender
    /// has received it.
    /// </remarks>
    public abstract Task Completion { get; }

    /// <inheritdoc/>
    private protected override bool IsBeingClosed => IsClosing;

    /// <summary>Gets the explicit name of the state; null if the wait has none.</summary>
    internal string? StateName => line < 0 ? naming as string ?? (naming as INamedState)?.StateName : null;

    /// <summary>Gets the name of the event type, which is the name of a machine whose coroutine has no name of the user.</summary>
    private protected abstract string EventName { get; }

    private string DebuggerDisplay => Status is MachineStatus.Waiting ? $"{Name}: {State} at {Position}" : $"{Name}: {Status}";

    /// <summary>
    /// Closes the machine (<c>close</c> of PEP 342): raises <see cref="CoroutineClosedException"/> at its wait, so that <c>finally</c>
    /// blocks run, innermost first. Has no effect on a machine that has ended. While the machine runs, takes effect at the next wait.
    /// </summary>
    /// <exception cref="InvalidOperationException">The coroutine waited 16 more times instead of ending, and was abandoned.</exception>
    /// <exception cref="MachineBusyException">
    /// Another thread is running the machine, and <see cref="MachineOptions.ChecksThread"/> is set.
    /// </exception>
    /// <remarks>
    /// Exceptions of clean-up code are thrown here. If a coroutine catches the exception and returns, the coroutine that awaits it is
    /// closed nevertheless. Costs about 3 µs for each coroutine that has something to unwind (<c>finally</c>, <c>using</c>, <c>catch</c>);
    /// the others end without an exception, except with native AOT compilation.
    /// </remarks>
    public abstract void Dispose();

    /// <summary>
    /// Closes the machine like <see cref="Dispose"/>, but does not block: if another thread is inside a synchronized machine, the close is
    /// queued, behind the calls that have arrived before.
    /// </summary>
    /// <returns>A task that ends when the machine has ended, and fails with the exception of its clean-up code.</returns>
    /// <remarks>
    /// If the machine has already ended, the task is completed, even after a fault. While the machine runs on this thread, the close takes
    /// effect at the next wait: do not wait for the task there.
    /// </remarks>
    public abstract ValueTask DisposeAsync();

    /// <summary>Records a wait, before it parks.</summary>
    /// <param name="line">The line of the wait.</param>
    /// <param name="file">The file of the wait.</param>
    /// <param name="enumerates">Whether the wait belongs to an <c>await foreach</c>, which ends with the input.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Arrive(int line, string file, bool enumerates = false)
    {
        if ((Phase & ~Delivered) != 0)
        {
            ArriveSpecially(line, file, enumerates);
            return;
        }

        Phase = Running;
        this.line = line;
        this.file = file;           // a literal, which needs no write barrier
    }

    /// <summary>Records a wait with an explicit state name.</summary>
    internal void ArriveNamed(string state, int line, string file, bool enumerates = false)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArriveAs(state, line, file, enumerates);
    }

    /// <summary>Gets the sentence that suggests two threads as a cause; empty if an option excludes that.</summary>
    private protected string HintAtThreads => Options.IsGuarded
        ? ""
        : $" If several threads use the machine, start it with {nameof(MachineOptions)}.{nameof(MachineOptions.Synchronized)}, " +
            $"or find the second one by {nameof(MachineOptions.ChecksThread)}.";

    /// <summary>Creates the exception for a second coroutine that waits at the inbox.</summary>
    private protected InvalidOperationException TwoWait() => new(
        $"Machine {Name}: two coroutines wait at its inbox (one in {State} at {Position}). " +
        $"Await the first before you call the second.{HintAtThreads}");

    /// <summary>Records a wait of an enumeration whose state name may change while it waits.</summary>
    internal void ArriveIn(INamedState state, int line, string file) => ArriveAs(state, line, file, enumerates: true);

    /// <summary>
    /// Resumes a coroutine that waits in an enumeration, without an event: immediately, or as soon as the machine waits. The result of its
    /// wait is false although the enumeration continues.
    /// </summary>
    internal abstract void Wake();

    /// <summary>Cancels a <see cref="Wake"/> that has not taken effect.</summary>
    internal abstract void ForgetWake();

    /// <summary>Gets a value indicating whether events remain that could be received after the end of the input.</summary>
    private protected abstract bool HasDeferred { get; }

    /// <summary>Removes the timeout of a wait that has ended although its result has not been taken.</summary>
    private protected abstract void ForgetLimit();

    /// <summary>Gets the exception that unwinds the coroutine.</summary>
    private protected abstract Exception LeavingWith { get; }

    private protected void RaiseStarted() => Started?.Invoke(this);

    private protected void NameAfter(Delegate start) => naming = start;

    /// <summary>Releases the delegate that called the coroutine: the outermost coroutine waits and has a name.</summary>
    private protected void NameAfterRoot()
    {
        if (line >= 0)
            naming = null;
    }

    private protected void ForgiveRefusals() => refusals = 0;

    /// <summary>Gets a value indicating whether the coroutine has waited too often since the close request.</summary>
    private protected bool IsStubborn => refusals > MaxRefusals;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ArriveAs(object state, int line, string file, bool enumerates)
    {
        Arrive(-line, file, enumerates);
        if (!ReferenceEquals(naming, state))
            naming = state;
    }

    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ArriveSpecially(int line, string file, bool enumerates)
    {
        EnsureMayWait(enumerates);
        this.line = line;
        this.file = file;
    }

    /// <summary>Throws if a wait is not possible now.</summary>
    [StackTraceHidden]
    private void EnsureMayWait(bool enumerates)
    {
        if ((Phase & Waiting) != 0)
        {
            Parked |= Backlogged;       // the machine examines it: the coroutine that fails here may be the outermost
            Phase |= Backlogged;
            throw TwoWait();
        }

        if ((Phase & Handling) != 0)
        {
            throw new InvalidOperationException(
                $"Machine {Name}: a handler or a filter waits at its inbox, while its coroutine waits at {Position}. " +
                "Wait in the coroutine.");
        }

        if ((Phase & Ended) != 0)
        {
            throw new MachineEndedException(
                $"Machine {Name} has ended ({Status}), so no event will be received. Return from the coroutine.",
                Fault);
        }

        if ((Phase & (Signal | InputEnded | Leaving)) == Signal)
        {
            if (TakeSignal(enumerates) is { } raised)
                Delegation.Rethrow(raised);     // a custom awaiter has not taken the exception
            return;
        }

        if (++refusals > MaxRefusals)
        {
            Phase = Running;            // let it park,
            Parked |= Backlogged;       // so that the machine examines and abandons it
        }
        else if ((Phase & Leaving) != 0)
            Delegation.Rethrow(LeavingWith);
        else if (HasDeferred)
            Phase = Running;            // the input has ended, but this wait may accept deferred events
        else if (!enumerates)
            throw new EndOfInputException();
    }
}
