namespace CoroFsm.Scheduling;

/// <summary>An item of a <see cref="TimerHeap"/>.</summary>
internal interface ITimed
{
    /// <summary>Gets or sets its index in the heap; -1: it is not in the heap.</summary>
    int HeapIndex { get; set; }

    /// <summary>Called when the time has come; the item is no longer in the heap.</summary>
    void OnDue();
}
