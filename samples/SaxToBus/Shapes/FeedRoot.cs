using System.Text;
using CoroFsm.Parsers.Xml;

namespace SaxToBus;

/// <summary>Finds where a feed begins: at the root of the document, or in the body of a SOAP envelope (1.1 and 1.2).</summary>
/// <param name="faults">Gets what the document turns out to be.</param>
internal sealed class FeedRoot(FeedFaults faults)
{
    private const string Soap11 = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string Soap12 = "http://www.w3.org/2003/05/soap-envelope";
    private const int MaxReason = 400;

    private readonly StringBuilder reason = new();

    /// <summary>The namespace of the envelope; null outside one.</summary>
    private string? soap;
    private int depth;
    private bool isInBody;
    private bool isInFault;
    private bool isInReason;

    /// <summary>Takes the next event of a document whose feed has not begun.</summary>
    /// <returns>The shape of the feed if it begins with this event; else null.</returns>
    public FeedShape? Find(SaxEvent e)
    {
        switch (e.Kind)
        {
            case SaxKind.StartElement when soap is not null:
                depth++;
                return FindInEnvelope(e);
            case SaxKind.StartElement when e.LocalName == "Envelope" && e.NamespaceUri is Soap11 or Soap12:
                soap = e.NamespaceUri;
                faults.Content.SetEnvelope(e, isBody: false);
                return null;
            case SaxKind.StartElement:
                return FeedShape.Of(e, faults);
            case SaxKind.EndElement:
                End();
                return null;
            case SaxKind.Text or SaxKind.CData when isInReason && reason.Length < MaxReason:
                reason.Append(e.GetText());
                return null;
            default:
                return null;
        }
    }

    private FeedShape? FindInEnvelope(SaxEvent e)
    {
        if (depth == 1)
        {
            isInBody = e.LocalName == "Body" && e.NamespaceUri == soap;
            return null;
        }

        if (!isInBody)
            return null;
        if (depth == 2)
        {
            isInFault = e.LocalName == "Fault" && e.NamespaceUri == soap;
            faults.Content.SetEnvelope(e, isBody: true);
        }

        isInReason = isInFault && e.LocalName is "faultstring" or "Text";
        return isInFault ? null : FeedShape.Within(e, faults);
    }

    private void End()
    {
        if (isInFault && depth == 2)
            faults.Content.AddError($"a SOAP fault: {Reason()}");
        isInFault &= depth > 2;
        isInReason = false;
        depth--;
    }

    private string Reason() => reason.Length == 0 ? "no reason is given" : reason.ToString(0, Math.Min(reason.Length, MaxReason)).Trim();
}
