namespace CoroFsm.Durability.Journals;

/// <summary>Specifies what a record of a journal contains. The numbers are stored.</summary>
public enum RecordKind : byte
{
    /// <summary>The machine was started: its version and its argument.</summary>
    Started = 1,

    /// <summary>An event was received.</summary>
    Event = 2,

    /// <summary>A time was reached: a timer, a timeout or a deadline.</summary>
    Timer = 3,

    /// <summary>An effect has ended: its result or its error.</summary>
    Result = 4,

    /// <summary>A change of the code applies to this machine from here on. Precedes the input of its turn.</summary>
    Patch = 5,

    /// <summary>The state as data: the records before it are not needed to restore the machine.</summary>
    Checkpoint = 6,

    /// <summary>The machine has ended.</summary>
    Ended = 7,

    /// <summary>A record that a repair has left out. It keeps its number, so that those of the others remain the same.</summary>
    Skipped = 8,
}
