namespace SaxToBus;

/// <summary>What makes events of the bytes.</summary>
internal enum XmlSource
{
    /// <summary>The parser that is fed bytes as they arrive.</summary>
    Push,

    /// <summary>.NET's own <see cref="System.Xml.XmlReader"/>, which pulls.</summary>
    XmlReader,
}
