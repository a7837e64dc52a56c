namespace CoroFsm.Parsers.Xml;

/// <summary>What is wrong in a document type declaration.</summary>
internal sealed class DtdFault(int at, string message) : Exception(message)
{
    /// <summary>Gets where, from the beginning of the declaration.</summary>
    internal int At { get; } = at;
}
