namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Parses an XML document as its bytes arrive, and pushes each event to an observer (a machine, a stage) with the event's last byte.
/// </summary>
/// <remarks><inheritdoc cref="XmlPushParser{THandler}" path="/remarks/node()"/></remarks>
public sealed class XmlPushParser : XmlPushParser<SaxObserver>
{
    /// <summary>Initializes a parser.</summary>
    /// <param name="target">Gets each event, then the completion or the error.</param>
    /// <param name="options">What is accepted and delivered; null: <see cref="XmlPushOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is null.</exception>
    public XmlPushParser(IObserver<SaxEvent> target, XmlPushOptions? options = null)
        : base(new(target ?? throw new ArgumentNullException(nameof(target))), options)
    {
    }
}
