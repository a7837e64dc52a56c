namespace CoroFsm;

/// <summary>The result of a coroutine without one.</summary>
internal readonly struct VoidResult;
