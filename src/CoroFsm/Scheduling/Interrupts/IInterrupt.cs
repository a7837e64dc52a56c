namespace CoroFsm.Scheduling;

/// <summary>Something that comes to a scheduler from outside of its turns.</summary>
internal interface IInterrupt
{
    /// <summary>Handles it, between turns, on the scheduler's thread.</summary>
    void Finish();

    /// <summary>Refuses it, because the scheduler has been disposed of. Any thread may call it.</summary>
    void Refuse();
}
