namespace CoroFsm.Networking;

/// <summary>Represents a transfer that a transport performs: the memory, and the object to notify of the end.</summary>
internal interface ITransfer
{
    /// <summary>Gets the memory to fill or to send. It belongs to the transport until the transfer ends.</summary>
    Memory<byte> Memory { get; }

    /// <summary>Sets the number of bytes that have been transferred; 0 for a receive at the end of the input.</summary>
    int Count { set; }

    /// <summary>Ends the transfer. Any thread may call it, once for each transfer.</summary>
    /// <param name="error">The error; null if there is none.</param>
    void End(Exception? error);
}
