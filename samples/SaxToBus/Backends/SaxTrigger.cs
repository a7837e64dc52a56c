using CoroFsm.Parsers.Xml;
using CoroFsm.Statecharts;
using CoroFsm.Stateless;

namespace SaxToBus;

/// <summary>The events of a document as the triggers of a chart.</summary>
internal static class SaxTrigger
{
    public static readonly TriggerWithParameter<SaxKind, SaxEvent> Start = new(SaxKind.StartElement);
    public static readonly TriggerWithParameter<SaxKind, SaxEvent> End = new(SaxKind.EndElement);
    public static readonly TriggerWithParameter<SaxKind, SaxEvent> Text = new(SaxKind.Text);
    public static readonly TriggerWithParameter<SaxKind, SaxEvent> CData = new(SaxKind.CData);

    /// <summary>Starts a chart.</summary>
    /// <typeparam name="TState">The type of its states.</typeparam>
    /// <param name="chart">The chart.</param>
    /// <param name="backend">What it runs on.</param>
    /// <param name="state">The state it begins in.</param>
    /// <param name="data">What its guards and actions take.</param>
    /// <returns>What takes the events, beginning with the root.</returns>
    public static Action<SaxEvent> StartOn<TState>(this Statechart<TState, SaxKind> chart, Backend backend, TState state, object data)
        where TState : notnull
    {
        IStateMachine<TState, SaxKind> machine = backend == Backend.Stateless
            ? chart.StartOnStateless(state, data)
            : chart.Start(state, data);
        return machine.Fire;
    }

    private static void Fire<TState>(this IStateMachine<TState, SaxKind> machine, SaxEvent e)
        where TState : notnull
    {
        // No chart looks at other kinds.
        if (e.Kind is SaxKind.StartElement or SaxKind.EndElement or SaxKind.Text or SaxKind.CData)
            machine.Fire(new TriggerWithParameter<SaxKind, SaxEvent>(e.Kind), e);
    }
}
