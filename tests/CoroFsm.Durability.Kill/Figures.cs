namespace CoroFsm.Durability.Kill;

/// <summary>Counts what happened.</summary>
internal sealed class Figures
{
    internal long Acknowledged { get; set; }

    /// <summary>Gets or sets the number of events that were sent again and had been stored.</summary>
    internal long Duplicates { get; set; }

    internal long Calls { get; set; }

    /// <summary>Gets or sets the number of calls of an effect that was called before.</summary>
    internal long RepeatedCalls { get; set; }

    internal long Messages { get; set; }

    internal long RepeatedMessages { get; set; }

    internal long Fired { get; set; }

    internal long Bookings { get; set; }

    /// <summary>Gets or sets the number of rounds without an acknowledgement.</summary>
    internal int Empty { get; set; }

    public override string ToString() =>
        $"{Acknowledged} acknowledged, {Duplicates} of them stored but not acknowledged before, {Messages} messages and {RepeatedMessages} "
        + $"again, {Calls} effects called and {RepeatedCalls} again, {Bookings} transactional effects, {Fired} timers fired, {Empty} empty rounds";
}
