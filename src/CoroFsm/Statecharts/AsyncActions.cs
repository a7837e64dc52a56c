namespace CoroFsm.Statecharts;

/// <summary>Refuses actions that return a task: nothing would await them.</summary>
internal static class AsyncActions
{
    internal const string NotAwaited =
        "A chart does not await its actions: an async action continues after its trigger has been handled, and nothing catches what it "
        + "throws. Use an action that returns nothing, and wait in a coroutine that runs the chart.";

    internal static T Refuse<T>(object owner) => throw new NotSupportedException($"{owner.GetType().Name}: {NotAwaited}");
}
