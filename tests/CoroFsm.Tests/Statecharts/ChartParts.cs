using Builder = CoroFsm.Statecharts.StatechartBuilder<string, string>;

namespace CoroFsm.Tests.Statecharts;

/// <summary>Parts of the charts whose faults are tested.</summary>
internal static class ChartParts
{
    /// <summary>P is parallel and has the regions A and B.</summary>
    internal static Builder Regions(Builder chart)
    {
        chart.Configure("P").Parallel();
        chart.Configure("A").SubstateOf("P");
        chart.Configure("B").SubstateOf("P");
        return chart;
    }

    /// <summary>P is parallel and has the region R.</summary>
    internal static Builder Region(Builder chart)
    {
        chart.Configure("P").Parallel();
        chart.Configure("R").SubstateOf("P");
        return chart;
    }

    /// <summary>S has the substates A, which is the initial one, and B.</summary>
    internal static Builder Nested(Builder chart)
    {
        chart.Configure("S").InitialTransition("A");
        chart.Configure("A").SubstateOf("S");
        chart.Configure("B").SubstateOf("S");
        return chart;
    }

    /// <summary>Continues with another state.</summary>
    internal static StateConfiguration<string, string> Configure(
        this StateConfiguration<string, string> before, StatechartBuilder<string, string> chart, string state) => chart.Configure(state);
}
