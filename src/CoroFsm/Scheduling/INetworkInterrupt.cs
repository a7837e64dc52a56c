namespace CoroFsm.Scheduling;

/// <summary>What a network tells a scheduler.</summary>
internal interface INetworkInterrupt
{
    /// <summary>Handles it, between turns.</summary>
    void Finish();

    /// <summary>Handles it after the scheduler was disposed of: what it has brought is closed. Any thread may call it.</summary>
    void Refuse();
}
