using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <summary>Waits for a network. Whoever made it may use it again; the version tells the uses apart.</summary>
internal abstract class NetworkTrap<TResult> : Trap<TResult>
{
    internal int Version { get; private set; }

    /// <summary>The wait is over.</summary>
    /// <param name="wasTaken">False if the task was killed, and a result that may have come belongs to nobody.</param>
    internal void Release(bool wasTaken)
    {
        if (!wasTaken && HasResult)
            Discard(Result);
        Version++;
        GiveBack();
    }

    internal bool TryEnd(TResult result) => Complete(result);

    internal bool TryEnd(Exception error) => Fail(error);

    /// <summary>Does away with a result that nobody takes.</summary>
    protected virtual void Discard(TResult result)
    {
    }

    protected virtual void GiveBack()
    {
    }
}
