using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <summary>Represents a wait for a network. Its creator may reuse it; the version distinguishes the uses.</summary>
internal abstract class NetworkTrap<TResult> : Trap<TResult>
{
    internal int Version { get; private set; }

    /// <summary>Ends the wait.</summary>
    /// <param name="wasTaken">False if the task was killed, so that a result may be left.</param>
    internal void Release(bool wasTaken)
    {
        if (!wasTaken && HasResult)
            Discard(Result);
        Version++;
        GiveBack();
    }

    /// <summary>Gives the result back, if the task was killed before its turn.</summary>
    internal override void Forsake()
    {
        if (!HasResult)
            return;
        var result = Result;
        Expire();
        Discard(result);
    }

    internal bool TryEnd(TResult result) => Complete(result);

    internal bool TryEnd(Exception error) => Fail(error);

    /// <summary>Discards a result that no task takes.</summary>
    protected virtual void Discard(TResult result)
    {
    }

    protected virtual void GiveBack()
    {
    }
}
