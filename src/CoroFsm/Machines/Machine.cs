using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// A started coroutine, whatever its events are: its state, where it waits, and how it ended.
/// </summary>
/// <remarks>
/// <para>Whoever starts a machine owns it, and closes it with <c>using</c>: the garbage collector cannot run the <c>finally</c> blocks of a
/// coroutine that is dropped while it waits.</para>
/// <para>For one thread at a time, unless <see cref="MachineOptions.Synchronized"/> is set.</para>
/// </remarks>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
public abstract partial class Machine : CoroutineDriver, IDisposable
{
    /// <summary>Told of every machine that has been started, while somebody keeps track of them.</summary>
    internal static event Action<Machine>? Started;

    /// <summary>
    /// The line that waits; negative if its state has a name of its own. So a wait without one has nothing to clear. The first field, so
    /// that it lies beside <see cref="CoroutineDriver.Phase"/>: one store writes both.
    /// </summary>
    private int line;

    /// <summary>The value that a wait writes into <see cref="CoroutineDriver.Phase"/>.</summary>
    internal int Parked = Waiting;

    private protected readonly MachineOptions Options;

    /// <summary>The outermost coroutine.</summary>
    private protected CoroutineFrame? Root;

    private string? file;

    /// <summary>
    /// While <see cref="line"/> is negative: the name that a wait has given its state, or an <see cref="INamedState"/> that knows it.
    /// Before the first wait: the delegate that calls the coroutine, after which the machine is named until then.
    /// </summary>
    private object? naming;

    private protected bool IsClosing;
    private protected bool IsInputComplete;

    /// <summary>How often the coroutine has waited again since it was told to end.</summary>
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
    /// Gets the path of the methods that wait, such as "Session/Authenticating", ending with the name that the wait gave itself, if it did.
    /// While the machine runs: where it last waited. When it has ended: how, by the name of its <see cref="Status"/>.
    /// </summary>
    /// <remarks>Made from the types of the methods on each call; while events are handled no name is stored.</remarks>
    public string State => (Phase & Ended) != 0 ? Status.ToString() : MethodName.PathOf(Waiter, StateName, isExact: (Phase & Waiting) != 0);

    /// <summary>Gets the line of code that waits, such as "Session.cs:42"; while the machine runs or has ended, the last one that did.</summary>
    public string Position => file is null ? "" : $"{Path.GetFileName(file.Replace('\\', '/'))}:{Math.Abs(line)}";

    /// <summary>Gets what the machine is doing.</summary>
    public MachineStatus Status => (Phase & (Ended | Waiting)) switch
    {
        0 => MachineStatus.Running,
        Waiting => MachineStatus.Waiting,
        _ when Fault is not null => MachineStatus.Faulted,
        _ => IsClosing ? MachineStatus.Closed : MachineStatus.Completed,
    };

    /// <summary>Gets the exception that ended the machine; null if it has not faulted.</summary>
    public abstract Exception? Fault { get; }

    /// <inheritdoc/>
    private protected override bool IsBeingClosed => IsClosing;

    /// <summary>Gets the name that the wait has given its state; null if it has given none.</summary>
    internal string? StateName => line < 0 ? naming as string ?? (naming as INamedState)?.StateName : null;

    /// <summary>The name of the type of the events: what a machine is called whose coroutine has no name of the user's.</summary>
    private protected abstract string EventName { get; }

    private string DebuggerDisplay => Status is MachineStatus.Waiting ? $"{Name}: {State} at {Position}" : $"{Name}: {Status}";

    /// <summary>
    /// Closes the machine (PEP 342's <c>close</c>): raises <see cref="CoroutineClosedException"/> at its wait, so that <c>finally</c> blocks run, those of
    /// the innermost coroutine first. On a machine that has ended it does nothing; while the machine runs, it takes effect at the next wait.
    /// </summary>
    /// <exception cref="InvalidOperationException">The coroutine waited again 16 times instead of ending; it is given up.</exception>
    /// <remarks>
    /// What clean-up code throws comes out here. A coroutine that swallows the close does not hide it from its caller. Costs about 3 µs
    /// for each coroutine that has something to unwind (<c>finally</c>, <c>using</c>, <c>catch</c>); the others end without an exception,
    /// except in code that is compiled ahead of time.
    /// </remarks>
    public abstract void Dispose();

    /// <summary>Makes a wait known, before it parks.</summary>
    /// <param name="line">Where it stands.</param>
    /// <param name="file">Where it stands.</param>
    /// <param name="enumerates">Whether it is one of <c>await foreach</c>, which the end of the input ends.</param>
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
        this.file = file;           // a literal: it needs no write barrier
    }

    /// <summary>Makes a wait with a state name of its own known.</summary>
    internal void ArriveNamed(string state, int line, string file, bool enumerates = false)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArriveAs(state, line, file, enumerates);
    }

    /// <summary>The sentence that names two threads as a possible cause; empty where an option excludes that.</summary>
    private protected string HintAtThreads => Options.IsGuarded
        ? ""
        : $" If several threads use the machine, start it with {nameof(MachineOptions)}.{nameof(MachineOptions.Synchronized)}, " +
            $"or find the second one by {nameof(MachineOptions.ChecksThread)}.";

    /// <summary>Makes the exception for a second coroutine that waits at the inbox.</summary>
    private protected InvalidOperationException TwoWait() => new(
        $"Machine {Name}: two coroutines wait at its inbox (one in {State} at {Position}). " +
        $"Await the first before the second is called.{HintAtThreads}");

    /// <summary>Announces a wait of an enumeration whose state is named by something that may change while it waits.</summary>
    internal void ArriveIn(INamedState state, int line, string file) => ArriveAs(state, line, file, enumerates: true);

    /// <summary>
    /// Resumes a coroutine that waits in an enumeration, without an event: at once, or as soon as the machine waits. The result of its wait
    /// is false although the enumeration continues.
    /// </summary>
    internal abstract void Wake();

    /// <summary>Takes back a <see cref="Wake"/> that has not been done yet.</summary>
    internal abstract void ForgetWake();

    /// <summary>Whether anything is left that could still be received after the end of the input.</summary>
    private protected abstract bool HasDeferred { get; }

    /// <summary>Removes the time limit of a wait that is over although its result has not been taken.</summary>
    private protected abstract void ForgetLimit();

    /// <summary>What unwinds the coroutine at present.</summary>
    private protected abstract Exception LeavingWith { get; }

    private protected void TellStarted() => Started?.Invoke(this);

    private protected void NameAfter(Delegate start) => naming = start;

    /// <summary>The outermost coroutine waits, and has a name: what called it is not kept alive.</summary>
    private protected void NameAfterRoot()
    {
        if (line >= 0)
            naming = null;
    }

    private protected void ForgiveRefusals() => refusals = 0;

    /// <summary>Whether the coroutine was told to end often enough, and waits all the same.</summary>
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

    /// <summary>Throws what a wait that is made now would raise.</summary>
    [StackTraceHidden]
    private void EnsureMayWait(bool enumerates)
    {
        if ((Phase & Delivered) != 0)
        {
            ForgetLimit();          // a custom awaiter has not taken the event
            Phase = Running;
            return;
        }

        if ((Phase & Waiting) != 0)
        {
            Parked |= Backlogged;       // whoever resumed it must look: the one that fails here may be the outermost
            Phase |= Backlogged;
            throw TwoWait();
        }

        if ((Phase & Handling) != 0)
        {
            throw new InvalidOperationException(
                $"Machine {Name}: a handler or a filter waits at its inbox, while its coroutine waits at {Position}. "
                + "Wait in the coroutine.");
        }

        if ((Phase & Ended) != 0)
            throw new MachineEndedException($"Machine {Name} has ended ({Status}), so nothing will be received. Return from the coroutine.", Fault);

        if ((Phase & (Signal | InputEnded | Leaving)) == Signal)
        {
            ForgetLimit();
            if (TakeSignal(enumerates) is { } raised)
                Delegation.Rethrow(raised);     // a custom awaiter has not taken the exception
            return;
        }

        if (++refusals > MaxRefusals)
        {
            Phase = Running;            // let it park,
            Parked |= Backlogged;       // so that whoever resumed it looks, and gives it up
        }
        else if ((Phase & Leaving) != 0)
            Delegation.Rethrow(LeavingWith);
        else if (HasDeferred)
            Phase = Running;            // the input has ended, but this wait may accept what was put aside
        else if (!enumerates)
            throw new EndOfInputException();
    }
}
