namespace CoroFsm.Statecharts;

/// <content>The permitted triggers with the types of their parameters.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    /// <inheritdoc/>
    public IReadOnlyList<PermittedTrigger<TTrigger>> GetDetailedPermittedTriggers() =>
        [.. GetPermittedTriggers().Select(trigger => new PermittedTrigger<TTrigger>(trigger, chart.ParameterOf(trigger)?.Type))];
}
