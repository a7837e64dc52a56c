namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Parses an XML document as its bytes arrive, and pushes each event to an observer (a machine, a stage) when the event's last byte has
/// arrived.
/// </summary>
/// <remarks><inheritdoc cref="XmlPushParser{THandler}" path="/remarks/node()"/></remarks>
public sealed class XmlPushParser : XmlPushParser<SaxObserver>
{
    /// <summary>Initializes a new instance of the <see cref="XmlPushParser"/> class.</summary>
    /// <param name="target">The target of the events and of the completion or failure.</param>
    /// <param name="options">The options; null for <see cref="XmlPushOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is null.</exception>
    public XmlPushParser(IObserver<SaxEvent> target, XmlPushOptions? options = null)
        : base(new(target ?? throw new ArgumentNullException(nameof(target))), options)
    {
    }
}
