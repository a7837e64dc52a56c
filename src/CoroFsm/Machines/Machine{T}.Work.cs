using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <content>Awaited work: its start, its end, and its abandonment.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Gets the scheduler that runs the turns of this machine; null if any thread does.</summary>
    internal ITurnHost? TurnHost => Options.TimeProvider as ITurnHost;

    /// <summary>Gets the object for work that is awaited next.</summary>
    internal AwaitedWork<TEvent> NextWork => Rarely.Work ??= new(this);

    /// <summary>Gets a value indicating whether the machine is being closed, or a substate left: no wait can begin.</summary>
    internal bool IsLeaving => (Phase & (Leaving | Ended)) != 0;

    /// <summary>Gets a value indicating whether the machine waits for work.</summary>
    private bool AwaitsWork => reserve?.Work is { IsParked: true };

    /// <summary>Begins a wait for work that is about to be called.</summary>
    /// <param name="call">The function that is about to be called; null for external work.</param>
    /// <param name="state">The name of the state; null for that of the method.</param>
    /// <param name="unmatched">The policy for unmatched events; null for that of the machine.</param>
    /// <param name="line">The line of the wait.</param>
    /// <param name="file">The file of the wait.</param>
    /// <param name="cancellation">The source of the token; null for one of the work's own.</param>
    /// <param name="external">The name of external work; null for the name of the state or of the function.</param>
    /// <returns>The object that waits for the work; the same again after each wait that ended normally.</returns>
    internal AwaitedWork<TEvent> BeginWork(
        Delegate? call,
        string? state,
        Unmatched? unmatched,
        int line,
        string file,
        CancellationTokenSource? cancellation = null,
        string? external = null)
    {
        CheckCanAwait();
        if (call is not null)
            CheckCanCall();
        if (reserve?.Work is { IsBeingCalled: true })
            throw StartsWorkInsideWork();
        ArriveForWork(state, line, file);
        if (Rarely.Work is { IsFree: false } last)
            EndUnawaited(last);
        var work = NextWork;
        var name = external ?? state;
        work.Begin(
            unmatched, phaseBefore: Phase & InputEnded, Options.Observer is null ? null : Describe(call, name), cancellation);
        if (work.Description is { } description)
            ObserveWorkStart(description);
        if (ExploredWork.IsActive)
            work.ExploredName = NameOf(call, name);
        return work;
    }

    /// <summary>Queues the turn in which work ends. Any thread may call this method.</summary>
    internal void QueueWork(ITurn work) => turns!.Run(work);

    /// <summary>Parks a coroutine that waits for work.</summary>
    internal void ParkForWork(CoroutineFrame frame, AwaitedWork<TEvent> work)
    {
        if (!Park(frame))
            return;
        Phase |= Selective;
        Accept(NoEvents<TEvent>.Instance);
        work.Park();
    }

    /// <summary>Arms the inbox for a generator that waits for work.</summary>
    internal Wait ArmForWork(AwaitedWork<TEvent> work)
    {
        var wait = ArmSelectively();
        Accept(NoEvents<TEvent>.Instance);
        work.Park();
        return wait;
    }

    /// <summary>Delivers the end of work, in a turn of its own.</summary>
    internal void DeliverWork(AwaitedWork<TEvent> work)
    {
        if ((Phase & (Ended | Waiting)) != Waiting)
            return;

        work.Deliver();
        ObserveWorkEnd(work);
        Phase = Signal | WorkEnded;
        ResumeWaiter();

        // An outermost coroutine that has ended while another one waits is an error that no event would report.
        var isPlain = (Phase & ~Selective) == (Waiting | Supervised) && !Root!.IsCompleted;
        if (!isPlain || Options.Observer is not null || reserve!.Timers is not null)
            Settle(failure: null);
    }

    /// <summary>Continues the coroutine after the end of its work.</summary>
    internal void TakeWork(AwaitedWork<TEvent> work)
    {
        if ((Phase & WorkEnded) != 0)
            Phase = work.PhaseBefore;
    }

    /// <summary>Raises the exception that was delivered instead of the end of work.</summary>
    [DoesNotReturn]
    internal void RaiseInsteadOfWork()
    {
        if ((Phase & Signal) == 0 && reserve?.Work is null or { IsFree: true })
            RaiseForLeftWork();
        RaiseSignal();
    }

    /// <summary>Notifies the observer that work has failed after its wait was left, if it has.</summary>
    internal void ObserveLateEnd(PendingWork<TEvent> work)
    {
        if (work.Fault is { } fault && Options.Observer is { } observer && work.Description is { } description)
            observer.OnWorkFaultedLate(this, description, fault);
    }

    /// <summary>Notifies the observer of the end of awaited work.</summary>
    internal void ObserveWorkEnd(PendingWork<TEvent> work)
    {
        if (work.Description is not { } description)
            return;
        description.End(work.Error);
        Observe(static (observer, machine, description) => observer.OnWorkEnded(machine, description), description);
    }

    /// <summary>Cancels awaited work, because its wait was left otherwise, or was never begun.</summary>
    internal void LeaveWork(AwaitedWork<TEvent> work)
    {
        if (ReferenceEquals(reserve!.Work, work))
            reserve.Work = null;

        // User code: events that it sends to this machine must be queued.
        var phase = Phase;
        if ((phase & Ended) == 0)
            Phase = Handling;
        try
        {
            work.Abandon();
        }
        catch (Exception error)
        {
            KeepForSender(error);
        }
        finally
        {
            Phase = phase | (Parked & Backlogged);
        }

        ObserveWorkLeft(work);
    }

    /// <summary>Notifies the observer that work is about to be called.</summary>
    internal void ObserveWorkStart(MachineWork description) =>
        Observe(static (observer, machine, description) => observer.OnWorkStarted(machine, description), description);

    /// <summary>Starts the clean-up of work, for which the machine does not wait.</summary>
    internal void RunUnawaited(Delegate call, string? state, Func<Task> work, CancellationTokenSource? cancellation)
    {
        try
        {
            new UnawaitedWork<TEvent>(this).Begin(work, cancellation, Options.Observer is null ? null : Describe(call, state));
        }
        catch (Exception error)
        {
            KeepForSender(error);
        }
    }

    /// <summary>Throws if the machine cannot start work now.</summary>
    /// <exception cref="InvalidOperationException">It is for one thread at a time, or none of its coroutines is running.</exception>
    internal void CheckCanAwait()
    {
        if (turns is null)
        {
            throw new InvalidOperationException(
                $"Machine {Name} cannot start work, because work ends on any thread, and this machine is for one thread at a time. "
                + $"Start it with {nameof(MachineOptions)}.{nameof(MachineOptions.Synchronized)}, "
                + $"or with a {nameof(MachineOptions.TimeProvider)}, such as the clock of a scheduler.");
        }

        if (!turns.IsInside)
        {
            throw new InvalidOperationException(
                $"Machine {Name} is running none of its coroutines. Start work inside its coroutines.");
        }
    }

    private void ObserveWorkLeft(PendingWork<TEvent> work)
    {
        if (work.Description is not { } description)
            return;
        description.End(error: null);
        Observe(static (observer, machine, description) => observer.OnWorkLeft(machine, description), description);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LeaveWork()
    {
        if (reserve?.Work is { IsFree: false } work)
            EndLeft(work);
    }

    /// <summary>Ends work whose result is not taken: it is cancelled, unless a generator has received its end.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndLeft(AwaitedWork<TEvent> work)
    {
        if (work.IsDelivered)
            FreeDelivered(work);
        else
            LeaveWork(work);
    }

    /// <summary>Frees work whose end a generator has received, and whose result it has not taken.</summary>
    private void FreeDelivered(AwaitedWork<TEvent> work)
    {
        try
        {
            if (work.Error is not null)
                ObserveLateEnd(work);
        }
        catch (Exception error)
        {
            KeepForSender(error);
        }

        work.Free();
    }

    /// <summary>Raises the exception for a wait that is awaited after it was left: no other wait can end it.</summary>
    [DoesNotReturn]
    private void RaiseForLeftWork()
    {
        _ = TakeRefused();
        Delegation.Rethrow((Phase & Leaving) != 0 ? LeavingWith : new InvalidOperationException(
            $"Machine {Name}: the wait for this work was left, and the work was cancelled, before it was awaited (again). "
            + "Await each work once, where you start it."));
    }

    /// <summary>Notifies the observer while a coroutine may be running. An exception of the observer is for the sender.</summary>
    private void Observe<T>(Action<IMachineObserver, Machine, T> notification, T argument)
    {
        try
        {
            notification(Options.Observer!, this, argument);
        }
        catch (Exception error)
        {
            KeepForSender(error);
        }
    }

    /// <summary>Ends the last work, whose result was not taken.</summary>
    /// <exception cref="InvalidOperationException">It was never awaited.</exception>
    private void EndUnawaited(AwaitedWork<TEvent> last)
    {
        if (last.IsDelivered)
        {
            FreeDelivered(last);
            return;
        }

        LeaveWork(last);
        throw new InvalidOperationException(
            $"Machine {Name}: work was started and not awaited, before the work at {Position} was to be awaited. It was cancelled. "
            + "Await each work where you start it, or start it with Inbox.Invoke.");
    }

    private InvalidOperationException StartsWorkInsideWork() => new(
        $"Machine {Name}: the function that starts the work at {Position} awaits other work at this inbox. "
        + "Await the other work in the coroutine.");

    private MachineWork Describe(Delegate? call, string? name) => new(NameOf(call, name), Options.TimeProvider);

    private static string NameOf(Delegate? call, string? name) => name ?? MethodName.Of(call!.Method.Name);
}
