namespace CoroFsm.Scheduling;

/// <summary>Stands in a <see cref="TimerHeap"/> while it waits for a time.</summary>
internal interface ITimed
{
    /// <summary>Gets or sets its place in the heap; -1: it is not there.</summary>
    int HeapIndex { get; set; }

    /// <summary>The time has come.</summary>
    void Come();
}
