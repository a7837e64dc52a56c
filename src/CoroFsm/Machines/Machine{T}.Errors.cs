namespace CoroFsm;

/// <content>The exceptions, each with the machine, its state, the event, and the cure.</content>
public sealed partial class Machine<TEvent>
{
    private const int MaxDescription = 100;

    private string Describe(TEvent @event)
    {
        var text = Options.Describe is { } describe ? DisplayText.By(describe, @event) : DisplayText.Of(@event);
        return text.Length <= MaxDescription ? text : string.Concat(text.AsSpan(0, MaxDescription), "…");
    }

    private MachineEndedException HasEnded(TEvent @event) => (Phase & Ended) == 0
        ? new($"Machine {Name} was told that its input has ended (Complete), so it cannot be sent {Describe(@event)}. Send before Complete, or use TrySend.")
        : Fault is { } fault
            ? new(
                $"Machine {Name} has faulted ({fault.GetType().Name}: {DisplayText.MessageOf(fault)}), "
                + $"so it cannot be sent {Describe(@event)}. Start another one; the fault is the inner exception.",
                fault)
            : new($"Machine {Name} has ended ({Status}), so it cannot be sent {Describe(@event)}. Start another one, or use TrySend.");

    private UnexpectedEventException Unexpected(TEvent @event) => new(
        $"Machine {Name} did not expect {Describe(@event)} in state {State} (waiting at {Position}). Receive or handle it there, or choose Unmatched.Ignore or Unmatched.Defer.");

    private MachineBusyException IsBusy(TEvent @event) => new(
        $"Machine {Name} runs (last state {State}), so it cannot be sent {Describe(@event)}. Send it when the machine waits, or choose Reentrancy.Queue.");

    private MachineBusyException UsedByTwoThreads() => new(
        $"Machine {Name} is used by two threads at once: one sent an event while the other ran it (last state {State}). " +
        "That event was not handled. Send from one thread at a time, " +
        $"or start it with {nameof(MachineOptions)}.{nameof(MachineOptions.Synchronized)}.");

    private BacklogFullException QueueIsFull(TEvent @event) => new(
        $"Machine {Name} has {Options.MaxQueued} events queued while it runs (last state {State}); {Describe(@event)} is dropped. Let it send itself less, or raise {nameof(MachineOptions.MaxQueued)}.");

    private BacklogFullException TooManyDeferred(TEvent @event) => new(
        $"Machine {Name} has {Options.MaxDeferred} events deferred in state {State}; {Describe(@event)} is dropped. Receive or ignore them there, or raise {nameof(MachineOptions.MaxDeferred)}.");

    /// <inheritdoc/>
    private protected override InvalidOperationException CannotGoOn(string why) => new(
        $"Machine {Name} cannot go on, last seen waiting at {Position}. {why}", Root is { IsCompleted: true } ? Root.Error : null);

    /// <inheritdoc/>
    private protected override string WaitsElsewhere => Options.IsGuarded
        ? "It waits for something other than its own inbox, so nothing here can resume it. Await its inbox, or a coroutine that does."
        : "Two threads have used it at once, or it waits for something other than its own inbox, so nothing here can resume it. " +
            $"For several threads start it with {nameof(MachineOptions)}.{nameof(MachineOptions.Synchronized)} " +
            $"({nameof(MachineOptions.ChecksThread)} finds the second one); " +
            "await only its inbox, or a coroutine that does.";

    private InvalidOperationException LostCall() => new(
        $"Machine {Name} has ended while a coroutine that it called still waits at {Position}. Await every coroutine that is called.");

    private InvalidOperationException GivenUp() => new(
        $"Machine {Name} ignored {(IsClosing ? "its closing" : reserve?.LeavingTo is not null ? "the exit of its substate" : "the end of its input")}: it waited again {MaxRefusals} times, at last in {State} at {Position}, and is given up. Let {(IsClosing ? nameof(CoroutineClosedException) : reserve?.LeavingTo is not null ? nameof(OperationCanceledException) : nameof(EndOfInputException))} pass instead of catching it in a loop.");
}
