namespace CoroFsm;

/// <summary>Rejects async lambdas where nothing would await them.</summary>
internal static class AsyncLambdas
{
    internal const string Item = Fact + "Use an AsyncSink, and await where it is read.";
    internal const string Interrupt = Fact + "Start a task with Scheduler.Spawn, and await in it.";
    private const string Fact = "An async lambda becomes async void here: nothing awaits it, and its exceptions end the process. ";

    internal static T Refuse<T>(string message) => throw new NotSupportedException(message);
}
