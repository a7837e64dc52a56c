namespace CoroFsm.Networking;

/// <summary>Tracks which directions of a transport are in use, and closes it to further uses. All threads may use it.</summary>
internal struct TransportGate
{
    internal const int Receiving = 1;
    internal const int Sending = 2;

    private const int Closed = 4;

    private int state;

    /// <summary>Begins to use a direction.</summary>
    /// <returns>False if the transport has been closed.</returns>
    internal bool TryEnter(int direction)
    {
        int before;
        do
        {
            before = Volatile.Read(ref state);
            if ((before & Closed) != 0)
                return false;
        }
        while (Interlocked.CompareExchange(ref state, before | direction, before) != before);

        return true;
    }

    /// <summary>Ends the use of a direction.</summary>
    /// <returns>False if the transport has been closed meanwhile: the caller continues the closing.</returns>
    internal bool Leave(int direction) => (Interlocked.And(ref state, ~direction) & Closed) == 0;

    /// <summary>Closes the transport.</summary>
    /// <param name="inUse">The directions that are in use. Those that use them continue the closing.</param>
    /// <returns>False if it has already been closed.</returns>
    internal bool TryClose(out int inUse)
    {
        inUse = Interlocked.Or(ref state, Closed);
        return (inUse & Closed) == 0;
    }
}
