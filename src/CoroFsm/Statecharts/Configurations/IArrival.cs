namespace CoroFsm.Statecharts;

/// <summary>A timer that is due, or the end of work, which is delivered to an instance without a call of its user.</summary>
internal interface IArrival
{
    /// <summary>Handles it, unless the state that waited for it has been left.</summary>
    void Handle();

    /// <summary>Lets it arrive once more, because a failure kept it from being handled.</summary>
    void Repeat();
}
