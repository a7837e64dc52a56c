namespace CoroFsm;

/// <summary>The result of a coroutine or a trap without one.</summary>
internal readonly struct VoidResult;
