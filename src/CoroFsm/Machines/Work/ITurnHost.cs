namespace CoroFsm;

/// <summary>
/// Represents a clock whose owner, a scheduler, runs the turns of its machines on a thread of its own.
/// </summary>
internal interface ITurnHost
{
    /// <summary>Announces a turn, so that the owner waits for it.</summary>
    void Expect();

    /// <summary>Withdraws the announcement of a turn, or records that it has been taken.</summary>
    void StopExpecting();

    /// <summary>
    /// Runs a turn on the owner's thread, between two turns of its tasks; on the calling thread if the owner has ended. Any thread may call
    /// this method.
    /// </summary>
    void Post(Action turn);
}
