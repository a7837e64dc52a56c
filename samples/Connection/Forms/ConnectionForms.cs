namespace Connection;

/// <summary>The six forms.</summary>
internal static class ConnectionForms
{
    internal const string Baseline = "switch";

    internal static IReadOnlyList<NamedForm> All { get; } =
    [
        new(Baseline, line => new SwitchConnection(line), nameof(SwitchConnection)),
        new("coroutine", line => new CoroutineConnection(line), nameof(CoroutineConnection)),
        new("generator", line => new GeneratorConnection(line), nameof(GeneratorConnection)),
        new("state methods", line => new StateMethodsConnection(line), nameof(StateMethodsConnection)),
        new("statechart", line => new StatechartConnection(line), nameof(StatechartConnection)),
        new("Stateless", line => new StatelessConnection(line), nameof(StatelessConnection)),
    ];
}
