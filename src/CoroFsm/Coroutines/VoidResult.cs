namespace CoroFsm;

/// <summary>Represents the result of a coroutine or a trap that returns nothing.</summary>
internal readonly struct VoidResult;
