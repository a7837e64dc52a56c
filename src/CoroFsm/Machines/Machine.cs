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

    /// <summary>What a wait writes into <see cref="CoroutineDriver.Phase"/>.</summary>
    internal int Parked = Waiting;

    private protected readonly MachineOptions Options;

    /// <summary>The outermost coroutine.</summary>
    private protected CoroutineFrame? Root;

    private string? file;

    /// <summary>The name that a wait has given its state; counts while <see cref="line"/> is negative.</summary>
    private string? explicitName;

    /// <summary>The line that waits; negative if its state has a name of its own. So a wait without one has nothing to clear.</summary>
    private int line;

    private protected bool IsClosing;
    private protected bool IsInputComplete;

    /// <summary>How often the coroutine has waited again since it was told to end.</summary>
    private byte refusals;

    private protected Machine(MachineOptions? options)
    {
        Options = options ?? MachineOptions.Default;
        if (Options.IsSupervised)
            Parked |= Supervised;
    }

    /// <summary>Gets the machine's name: <see cref="MachineOptions.Name"/>, or the name of its outermost coroutine.</summary>
    public string Name => Options.Name ?? (Root is null || MethodName.IsOurs(Root) ? "machine" : MethodName.Of(Root.MethodType));

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

    /// <summary>Gets the name that the wait has given its state; null if it has given none.</summary>
    internal string? StateName => line < 0 ? explicitName : null;

    private string DebuggerDisplay => Status is MachineStatus.Waiting ? $"{Name}: {State} at {Position}" : $"{Name}: {Status}";

    /// <summary>
    /// Closes the machine (PEP 342's <c>close</c>): raises <see cref="CoroutineClosedException"/> at its wait, so that <c>finally</c> blocks run, those of
    /// the innermost coroutine first. On a machine that has ended it does nothing; while the machine runs, it takes effect at the next wait.
    /// </summary>
    /// <exception cref="InvalidOperationException">The coroutine waited again 16 times instead of ending; it is given up.</exception>
    /// <remarks>What clean-up code throws comes out here. Costs about 3 µs for each level of coroutines.</remarks>
    public abstract void Dispose();

    /// <summary>Makes a wait known, before it parks.</summary>
    /// <param name="line">Where it stands.</param>
    /// <param name="file">Where it stands.</param>
    /// <param name="enumerates">Whether it is one of <c>await foreach</c>, which the end of the input ends.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Arrive(int line, string file, bool enumerates = false)
    {
        if (Phase != Running)
            ArriveSpecially(enumerates);
        NotePlace(line, file);
    }

    /// <summary>Makes a wait with a state name of its own known.</summary>
    internal void ArriveNamed(string state, int line, string file, bool enumerates = false)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (Phase != Running)
            ArriveSpecially(enumerates);
        NotePlace(-line, file);
        if (!ReferenceEquals(explicitName, state))
            explicitName = state;
    }

    /// <summary>Whether anything is left that could still be received after the end of the input.</summary>
    private protected abstract bool HasDeferred { get; }

    /// <summary>What unwinds the coroutine at present.</summary>
    private protected abstract Exception LeavingWith { get; }

    private protected void TellStarted() => Started?.Invoke(this);

    private protected void ForgiveRefusals() => refusals = 0;

    /// <summary>Whether the coroutine was told to end often enough, and waits all the same.</summary>
    private protected bool IsStubborn => refusals > MaxRefusals;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NotePlace(int line, string file)
    {
        this.line = line;
        this.file = file;           // a literal: it needs no write barrier
    }

    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ArriveSpecially(bool enumerates)
    {
        if ((Phase & Waiting) != 0)
        {
            Parked |= Backlogged;       // whoever resumed it must look: the one that fails here may be the outermost
            Phase |= Backlogged;
            throw new InvalidOperationException($"Machine {Name}: two coroutines wait at its inbox (one in {State} at {Position}). Await the first before the second is called.");
        }

        if ((Phase & Ended) != 0)
            throw new MachineEndedException($"Machine {Name} has ended ({Status}), so nothing will be received. Return from the coroutine.", Fault);

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
