using System.Runtime.CompilerServices;
using CoroFsm.Parsers.Xml;
using CoroFsm.Scxml.DataModels;

namespace CoroFsm.Scxml;

/// <summary>Provides the options for loading an SCXML document. Every default is safe for untrusted documents.</summary>
/// <remarks>
/// A document that exceeds a limit causes an <see cref="InvalidScxmlException"/> that names the limit and the position. A document type
/// declaration is always a fault, so there are no entities to expand.
/// </remarks>
public sealed record ScxmlLoadOptions
{
    /// <summary>Gets the default options.</summary>
    public static ScxmlLoadOptions Default { get; } = new();

    /// <summary>
    /// Gets the resolver for <c>src</c> attributes of <c>data</c>, <c>script</c> and <c>invoke</c>. Default: null (<c>src</c> is a fault).
    /// </summary>
    public ScxmlResolver? Resolver { get; init; }

    /// <summary>
    /// Gets the data model that checks the document's code while it is loaded. Default: null (only the code of documents with the
    /// <c>null</c> data model is checked).
    /// </summary>
    public ScxmlDataModel? DataModel { get; init; }

    /// <summary>Gets the maximum length of the document in bytes. Default: 16 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxDocumentLength { get; init => field = Positive(value); } = 16 << 20;

    /// <summary>Gets the maximum number of elements. Default: 100,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxElements { get; init => field = Positive(value); } = 100_000;

    /// <summary>Gets the maximum nesting depth of elements. Default: 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1, or more than 512.</exception>
    public int MaxDepth { get; init => field = AtMost(value, 512); } = 100;

    /// <summary>Gets the maximum length of an attribute value in bytes of UTF-8. Default: 64 KiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxAttributeLength { get; init => field = Positive(value); } = 64 << 10;

    /// <summary>Gets the maximum number of attributes of an element. Default: 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxAttributes { get; init => field = Positive(value); } = 64;

    /// <summary>
    /// Gets the maximum number of states, including those of history and of documents inside the document. Default: 10,000.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxStates { get; init => field = Positive(value); } = 10_000;

    /// <summary>
    /// Gets the maximum number of transitions; each pair of an event descriptor and a target of a transition counts. Default: 50,000.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxTransitions { get; init => field = Positive(value); } = 50_000;

    /// <summary>
    /// Gets the maximum number of pairs of a state and an event descriptor: the memory of the compiled chart may grow with it.
    /// Default: 16,000,000.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxCells { get; init => field = Positive(value); } = 16_000_000;

    /// <summary>Gets the maximum number of faults that are reported. Default: 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxFaults { get; init => field = Positive(value); } = 100;

    /// <summary>
    /// Gets the maximum number of steps in the reaction of a session to one event, and of events that are raised at a time.
    /// Default: 10,000. A session that exceeds it fails: its transitions form an endless cycle.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxMicrosteps { get; init => field = Positive(value); } = 10_000;

    /// <summary>Gets the options of the parser.</summary>
    internal XmlPushOptions Xml => new()
    {
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxDepth = MaxDepth,
        MaxAttributes = MaxAttributes,
        MaxValueLength = MaxAttributeLength,
        MaxTagLength = (int)Math.Min(int.MaxValue, 16L * MaxAttributeLength),
        MaxDocumentLength = MaxDocumentLength,
    };

    private static int Positive(int value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }

    private static int AtMost(int value, int limit, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, limit, name);
        return Positive(value, name);
    }
}
