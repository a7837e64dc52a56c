namespace CoroFsm.Durability;

/// <summary>Specifies what happens when a coroutine throws an exception that it does not handle.</summary>
public enum DurableFaultPolicy
{
    /// <summary>
    /// Nothing of the turn is stored, and the machine is parked in the state before it, until a new host or a call of <c>RetryAsync</c>
    /// replays it. The sender receives the exception.
    /// </summary>
    Park,

    /// <summary>The machine ends with the fault, which is recorded.</summary>
    End,
}
