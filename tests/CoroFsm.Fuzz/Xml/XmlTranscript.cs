using System.Globalization;
using System.Text;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Fuzz.Xml;

/// <summary>Writes all data of the events into one string, with adjacent text merged: what must be the same for any chunks.</summary>
internal sealed class XmlTranscript(long maxEvents, bool withPositions = true) : IObserver<SaxEvent>
{
    private readonly StringBuilder all = new();
    private SaxKind? before;
    private long events;

    internal bool IsCompleted { get; private set; }

    internal Exception? Error { get; private set; }

    /// <summary>Gets a value indicating whether an element or attribute has a name that only the fifth edition may allow.</summary>
    internal bool HasNameBeyondAscii { get; private set; }

    public override string ToString() => all.ToString();

    public void OnNext(SaxEvent value)
    {
        if (IsCompleted || Error is not null)
            throw new InvalidOperationException("An event came after the end.");
        if (++events > maxEvents)
            throw new InvalidOperationException($"There are more than {maxEvents} events.");

        if (value.Kind != before || value.Kind is not (SaxKind.Text or SaxKind.CData))
        {
            all.Append('\n').Append(value.Kind).Append(' ');
            if (withPositions)
                all.Append(CultureInfo.InvariantCulture, $"{value.Line}:{value.Column}@{value.ByteOffset} ");
        }

        AddName(value.Name, value.NamespaceUri);
        foreach (var attribute in value.Attributes)
        {
            all.Append(' ');
            AddName(attribute.Name, attribute.NamespaceUri);
            all.Append('=').Append(attribute.Value);
        }

        // XmlReader keeps the blanks around the = of a declaration.
        var text = Encoding.UTF8.GetString(value.Text);
        all.Append(value.Kind == SaxKind.XmlDeclaration && !withPositions ? string.Concat(text.Where(c => !char.IsWhiteSpace(c))) : text);
        before = value.Kind;
    }

    public void OnCompleted()
    {
        if (IsCompleted || Error is not null)
            throw new InvalidOperationException("There is a second end.");
        IsCompleted = true;
    }

    public void OnError(Exception error)
    {
        if (IsCompleted || Error is not null)
            throw new InvalidOperationException("There is a second end.");
        Error = error;
    }

    private void AddName(string name, string uri)
    {
        all.Append(name);
        if (uri.Length > 0)
            all.Append('{').Append(uri).Append('}');
        HasNameBeyondAscii |= !Ascii.IsValid(name);
    }
}
