namespace CoroFsm.Statecharts;

/// <summary>Refuses actions that return a task: nothing would await them.</summary>
internal static class AsyncActions
{
    internal const string NotAwaited =
        Reason + "Declare the work with Invoke on a state, which starts it and fires a trigger when it ends, or use an action that returns "
        + "nothing.";

    /// <summary>The text for functions that are no actions of a state or a transition.</summary>
    internal const string NotAwaitedOutside =
        Reason + "Use an action that returns nothing, and wait in a coroutine that runs the chart.";

    private const string Reason =
        "A chart does not await its actions: an async action continues after its trigger has been handled, and nothing catches what it "
        + "throws. ";

    internal static T Refuse<T>(object owner, string why = NotAwaited) =>
        throw new NotSupportedException($"{owner.GetType().Name}: {why}");
}
