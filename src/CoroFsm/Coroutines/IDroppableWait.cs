namespace CoroFsm;

/// <summary>Marks an awaiter whose <c>GetResult</c> runs no code that has to run when a coroutine is closed at it.</summary>
internal interface IDroppableWait;
