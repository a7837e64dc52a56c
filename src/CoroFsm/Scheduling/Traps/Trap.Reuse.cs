namespace CoroFsm.Scheduling;

/// <content>Traps that are used again, by the code that created them and knows that no task waits any more.</content>
public abstract partial class Trap
{
    /// <summary>Gets a value indicating whether the trap has ended without a fault.</summary>
    private protected bool HasResult => state == Done && fault is null;

    /// <summary>Marks the result as one that nothing takes.</summary>
    private protected void Expire() => state = Over;

    /// <summary>Makes the trap as good as new.</summary>
    private protected void Renew()
    {
        state = Fresh;
        isClaimed = 0;
        fault = null;
        task = null;
    }
}
