using CoroFsm.Statecharts;

namespace CoroFsm.Durability.Charts;

/// <summary>Represents the code of durable machines that run a chart.</summary>
/// <param name="Chart">The chart.</param>
/// <param name="Initial">The state to enter first.</param>
/// <param name="ToTrigger">Gets the trigger of an event.</param>
/// <param name="Context">Gets the context of a machine from what is stored; null if the chart has none.</param>
/// <param name="Options">The options.</param>
internal sealed record ChartProgram<TState, TTrigger, TEvent, TContext>(
    Statechart<TState, TTrigger> Chart,
    TState Initial,
    Func<TEvent, TriggerOccurrence<TTrigger>?> ToTrigger,
    Func<Durable<TEvent>, TContext?, TContext>? Context,
    DurableChartOptions Options)
    where TState : notnull
    where TTrigger : notnull
    where TContext : class
{
    internal StoredChartConverter<TState, TContext> Converter { get; } = new();

    internal Coroutine Run(Durable<TEvent> durable)
    {
        ArgumentNullException.ThrowIfNull(durable);
        return new ChartRun<TState, TTrigger, TEvent, TContext>(this, durable).Run();
    }
}
