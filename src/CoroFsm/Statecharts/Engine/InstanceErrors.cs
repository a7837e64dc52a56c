namespace CoroFsm.Statecharts;

/// <summary>Creates the exceptions of an instance of a chart.</summary>
internal static class InstanceErrors
{
    private const string OneThread = "Fire from one thread at a time, or run the chart as a coroutine of a synchronized machine.";

    /// <summary>Creates the exception for a trigger that is fired while another thread handles one.</summary>
    internal static MachineBusyException UsedByTwoThreads<TTrigger>(object state, TTrigger trigger) => new(
        $"Two threads use one instance of a chart: {DisplayText.Of(trigger)} was fired while another thread handled a trigger in state "
        + $"{DisplayText.Of(state)}. {DisplayText.Of(trigger)} was not handled. {OneThread}");

    /// <summary>Creates the exception for a thread that has handled a trigger, and finds that another one has fired meanwhile.</summary>
    internal static MachineBusyException UsedByTwoThreads(object state) => new(
        "Two threads use one instance of a chart: another thread fired while this one handled a trigger, which led to state "
        + $"{DisplayText.Of(state)}. What was queued is dropped. {OneThread}");

    internal static BacklogFullException Full<TTrigger>(
        string what, int count, object state, TTrigger trigger, string limit) => new(
        $"{count} triggers are {what} in state {DisplayText.Of(state)} already, so {DisplayText.Of(trigger)} is dropped. "
        + $"Fire fewer at a time, or set {limit} of the chart.");

    internal static InvalidOperationException UnknownStoredState<TState>(TState stored) => new(
        $"The instance keeps its state outside, and found {DisplayText.Of(stored)} there, which the chart does not have. "
        + "Add the state to the chart, or correct the stored value.");

    internal static EndlessTransitionsException Endless(int limit, IReadOnlyList<string> last) => new(
        $"The chart took {limit} transitions in a row without a trigger from outside, the last ones of which are "
        + $"{string.Join("; ", last.Distinct())}. Give one of them a guard that becomes false, or set "
        + $"{nameof(StatechartBuilder<,>.MaxMicrosteps)} of the chart.");

    internal static EndlessTransitionsException EndlessRaises<TTrigger>(int limit, TTrigger trigger) => new(
        $"Over {limit} triggers that nothing handles were raised in a row, the last of which is "
        + $"{DisplayText.Of(trigger)}. Do not raise a trigger for each one that is handled, or set "
        + $"{nameof(StatechartBuilder<,>.MaxQueued)} of the chart.");
}
