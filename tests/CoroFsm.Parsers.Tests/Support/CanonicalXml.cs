using System.Text;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Support;

/// <summary>Writes events in the canonical form of the W3C suite: no comments, attributes by name, everything special escaped.</summary>
public sealed class CanonicalXml : IObserver<SaxEvent>
{
    private readonly StringBuilder output = new();

    public override string ToString() => output.ToString();

    public void OnNext(SaxEvent value)
    {
        switch (value.Kind)
        {
            case SaxKind.StartElement:
                output.Append('<').Append(value.Name);
                foreach (var attribute in value.Attributes.OrderBy(a => a.Name, StringComparer.Ordinal))
                {
                    output.Append(' ').Append(attribute.Name).Append("=\"");
                    Escape(attribute.Value);
                    output.Append('"');
                }

                output.Append('>');
                break;
            case SaxKind.EndElement:
                output.Append("</").Append(value.Name).Append('>');
                break;
            case SaxKind.Text or SaxKind.CData:
                Escape(value.GetText());
                break;
            case SaxKind.ProcessingInstruction:
                output.Append("<?").Append(value.Name).Append(' ').Append(value.GetText()).Append("?>");
                break;
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private void Escape(string text)
    {
        foreach (var c in text)
        {
            output.Append(c switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\t' => "&#9;",
                '\n' => "&#10;",
                '\r' => "&#13;",
                _ => c.ToString(),
            });
        }
    }
}
