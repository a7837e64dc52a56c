namespace CoroFsm.Durability;

/// <summary>Represents the acknowledgement of an event: it is stored.</summary>
/// <param name="Sequence">The number of the event's record in the machine's journal; 0 if nothing was stored because the machine ignores
/// the event.</param>
/// <param name="IsDuplicate">Whether an event with the same message identifier was received before, so that this one was not
/// handled.</param>
public readonly record struct SendReceipt(long Sequence, bool IsDuplicate);
