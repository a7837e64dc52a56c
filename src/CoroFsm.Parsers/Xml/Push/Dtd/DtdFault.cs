namespace CoroFsm.Parsers.Xml;

/// <summary>The exception for an error in a document type declaration.</summary>
internal sealed class DtdFault(int at, string message) : Exception(message)
{
    /// <summary>Gets the offset of the error, from the beginning of the declaration.</summary>
    internal int At { get; } = at;
}
