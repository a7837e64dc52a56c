using System.Globalization;
using CoroFsm.Parsers.Xml;

namespace SaxToBus;

/// <summary>What a document turns out to be: whether its root is that of a feed, and what a service says in place of vehicles.</summary>
/// <remarks>Written by the thread that runs the machine of the feed.</remarks>
internal sealed class FeedContent
{
    private const int MaxNames = 10;

    /// <summary>The services of SIRI, by the elements that hold their answers.</summary>
    private static readonly Dictionary<string, string> Services = new(StringComparer.Ordinal)
    {
        [SiriAnswer.Vehicles] = "SIRI-VM",
        ["EstimatedTimetableDelivery"] = "SIRI-ET",
        ["ProductionTimetableDelivery"] = "SIRI-PT",
        ["StopMonitoringDelivery"] = "SIRI-SM",
        ["StopTimetableDelivery"] = "SIRI-ST",
        ["SituationExchangeDelivery"] = "SIRI-SX",
        ["FacilityMonitoringDelivery"] = "SIRI-FM",
        ["GeneralMessageDelivery"] = "SIRI-GM",
        ["ConnectionMonitoringFeederDelivery"] = "SIRI-CM",
    };

    private readonly List<string> deliveries = [];
    private (string Text, int Line, int Column) root;
    private FeedShape? shape;
    private string? error;
    private int errors;

    /// <summary>Gets the error that a service reports; null if it reports none.</summary>
    public string? Error => errors switch
    {
        0 => null,
        1 => $"the service reports an error: {error}",
        _ => string.Create(CultureInfo.InvariantCulture, $"the service reports {errors:N0} errors, the first: {error}"),
    };

    /// <summary>Sets the root of the document, or that of the feed within an envelope.</summary>
    /// <param name="start">The start of the element.</param>
    /// <param name="recognized">The shape that claims it; null if none does.</param>
    public void SetRoot(SaxEvent start, FeedShape? recognized)
    {
        shape = recognized;
        root = ($"the root is {Described(start)}", start.Line, start.Column);
    }

    /// <summary>Sets what a SOAP envelope holds, before a shape claims it.</summary>
    /// <param name="start">The start of the envelope, or of the first element of its body.</param>
    /// <param name="isBody">Whether it is that of the body.</param>
    public void SetEnvelope(SaxEvent start, bool isBody)
    {
        var content = isBody ? $"that holds {Described(start)}" : "with an empty body";
        root = ($"the root is a SOAP envelope {content}", start.Line, start.Column);
    }

    /// <summary>Adds a part of a SIRI document that holds what was asked for.</summary>
    public void AddDelivery(string name)
    {
        if (deliveries.Count < MaxNames && !deliveries.Contains(name))
            deliveries.Add(name);
    }

    /// <summary>Adds an error that a service reports.</summary>
    public void AddError(string text)
    {
        if (errors++ == 0)
            error = text;
    }

    /// <summary>Returns the lines about the content: an error of the service, and that nothing was recognized.</summary>
    /// <param name="source">What the feed is called.</param>
    /// <param name="read">The number of vehicles that were read.</param>
    /// <param name="isComplete">Whether the document has ended.</param>
    /// <returns>The lines, each with its kind: one of a few, whatever the text of the line.</returns>
    public IEnumerable<(string Kind, string Line)> Lines(string source, long read, bool isComplete)
    {
        if (Error is { } reported)
            yield return ("error", Printable.Line($"{source}: {reported}"));
        if (IsRecognized(read, isComplete) || Error is not null)
            yield break;

        var found = string.Join(", ", deliveries.Select(Named));
        yield return ("unrecognized", Printable.Line(
            shape is null ? $"{source}({root.Line},{root.Column}): {root.Text}; expected is {FeedShape.Roots}"
            : found.Length > 0 ? $"{source}: the feed has {found}; expected is {Named(SiriAnswer.Vehicles)}"
            : $"{source}: the feed has no {Named(SiriAnswer.Vehicles)}"));
    }

    /// <summary>Returns whether the document is a feed of vehicles, even one without any.</summary>
    /// <param name="read">The number of vehicles that were read.</param>
    /// <param name="isComplete">Whether the document has ended; before that, vehicles may follow.</param>
    public bool IsRecognized(long read, bool isComplete)
    {
        if (read > 0 || (root.Text is null && !isComplete))
            return true;
        if (errors > 0 || shape is null)
            return false;
        return shape != SiriFeed.Shape || deliveries.Contains(SiriAnswer.Vehicles) || (!isComplete && deliveries.Count == 0);
    }

    private static string Named(string delivery) =>
        Services.TryGetValue(delivery, out var service) ? $"{delivery} ({service})" : Printable.Short(delivery);

    private static string Described(SaxEvent start)
    {
        var name = Printable.Short(start.Name);
        return start.NamespaceUri.Length == 0 ? name : $"{name} in the namespace \"{Printable.Short(start.NamespaceUri)}\"";
    }
}
