namespace CoroFsm.Tests.Coroutines;

/// <summary>A resource for <c>await using</c> whose exit runs an action without waiting.</summary>
internal sealed class AsyncResource(Action exit)
{
    public Coroutine DisposeAsync()
    {
        exit();
        return Coroutine.Completed;
    }
}
