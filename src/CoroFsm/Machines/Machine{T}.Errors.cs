namespace CoroFsm;

/// <content>The exceptions, each with the machine, its state, the event, and the fix.</content>
public sealed partial class Machine<TEvent>
{
    private const int MaxDescription = 100;

    private string Describe(TEvent @event)
    {
        var text = Options.Describe is { } describe ? DisplayText.By(describe, @event) : DisplayText.Of(@event);
        return text.Length <= MaxDescription ? text : string.Concat(text.AsSpan(0, MaxDescription), "…");
    }

    private MachineEndedException HasEnded(TEvent @event) => new(WhyItTakesNoEvents(@event), Fault) { RefusedBy = this };

    private string WhyItTakesNoEvents(TEvent @event) => (Phase & Ended) == 0
        ? $"The input of machine {Name} has ended (Complete), so it cannot be sent {Describe(@event)}. "
            + "Send before Complete, or use TrySend."
        : Fault is { } fault
            ? $"Machine {Name} has faulted ({fault.GetType().Name}: {DisplayText.MessageOf(fault)}), "
                + $"so it cannot be sent {Describe(@event)}. Start another one; the fault is the inner exception."
            : $"Machine {Name} has ended ({Status}), so it cannot be sent {Describe(@event)}. Start another one, or use TrySend.";

    private UnexpectedEventException Unexpected(TEvent @event) => new(
        $"Machine {Name} did not expect {Describe(@event)} in state {State} (waiting at {Position}). " +
        "Receive or handle it there, or choose Unmatched.Ignore or Unmatched.Defer.");

    private MachineBusyException IsBusy(TEvent @event) => new(
        $"Machine {Name} is running (last state {State}), so it cannot be sent {Describe(@event)}. " +
        "Send it when the machine waits, or choose Reentrancy.Queue.");

    private MachineBusyException UsedByTwoThreads() => new(
        $"Machine {Name} is used by two threads at once: one sent an event while the other ran it (last state {State}). " +
        "That event was not handled. Send from one thread at a time, " +
        $"or start it with {nameof(MachineOptions)}.{nameof(MachineOptions.Synchronized)}.");

    private BacklogFullException QueueIsFull(TEvent @event) => new(
        $"Machine {Name} has {Options.MaxQueued} events queued while it runs (last state {State}); {Describe(@event)} is dropped. " +
        $"Send fewer events from inside, or raise {nameof(MachineOptions.MaxQueued)}.");

    private BacklogFullException TooManyDeferred(TEvent @event) => new(
        $"Machine {Name} has {Options.MaxDeferred} events deferred in state {State}; {Describe(@event)} is dropped. " +
        $"Receive or ignore them there, or raise {nameof(MachineOptions.MaxDeferred)}.");

    /// <inheritdoc/>
    private protected override InvalidOperationException CannotGoOn(string why) => new(
        $"Machine {Name} cannot continue, last seen waiting at {Position}. {why}", Root is { IsCompleted: true } ? Root.Error : null);

    /// <inheritdoc/>
    private protected override string WaitsElsewhere => Options.IsGuarded
        ? "It waits for something other than its own inbox, so nothing here can resume it. Await its inbox, or a coroutine that does."
        : "Two threads have used it at once, or it waits for something other than its own inbox, so nothing here can resume it. " +
            $"For several threads start it with {nameof(MachineOptions)}.{nameof(MachineOptions.Synchronized)} " +
            $"({nameof(MachineOptions.ChecksThread)} finds the second one); " +
            "await only its inbox, or a coroutine that does.";

    private InvalidOperationException LostCall() => new(
        $"Machine {Name} has ended while a coroutine that it called still waits at {Position}. Await every coroutine that you call.");

    private InvalidOperationException IgnoredItsEnd()
    {
        var (ignored, exception) = IsClosing ? ("the close", nameof(CoroutineClosedException))
            : reserve?.LeavingTo is not null ? ("the exit of its substate", nameof(OperationCanceledException))
            : ("the end of its input", nameof(EndOfInputException));
        return new(
            $"Machine {Name} ignored {ignored}: it waited {MaxRefusals} more times, last in {State} at {Position}, and was abandoned. " +
            $"Let {exception} pass instead of catching it in a loop.");
    }
}
