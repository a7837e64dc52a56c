namespace CoroFsm.Statecharts;

/// <summary>Something that reaches an instance by itself: a timer that is due, or work that has ended.</summary>
internal interface IArrival
{
    /// <summary>Handles it, unless the state that waited for it has been left.</summary>
    void Handle();

    /// <summary>Lets it arrive once more, because a failure kept it from being handled.</summary>
    void Repeat();
}
