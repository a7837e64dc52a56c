using System.Text;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Support;

/// <summary>Writes each event as a line for comparison.</summary>
public sealed class EventLog : IObserver<SaxEvent>
{
    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines => lines;

    /// <summary>Gets the lines with adjacent text merged, which are equal for all sources.</summary>
    public IReadOnlyList<string> Merged
    {
        get
        {
            List<string> merged = [];
            foreach (var line in lines)
            {
                if (line.StartsWith("T ", StringComparison.Ordinal) && merged is [.., ['T', ' ', ..]])
                    merged[^1] += line[2..];
                else
                    merged.Add(line);
            }

            return merged;
        }
    }

    public bool WithPositions { get; init; }

    public Exception? Error { get; private set; }

    public bool IsCompleted { get; private set; }

    public void OnNext(SaxEvent value)
    {
        var text = value.Kind switch
        {
            SaxKind.StartElement => $"S {value.Name}{string.Concat(value.Attributes.Select(a => $" {a.Name}='{a.Value}'"))}",
            SaxKind.EndElement => $"E {value.Name}",
            SaxKind.Text or SaxKind.CData => $"T {value.GetText()}",
            SaxKind.Comment => $"C {value.GetText()}",
            SaxKind.ProcessingInstruction => $"P {value.Name} {value.GetText()}",
            SaxKind.XmlDeclaration => $"X {value.GetText()}",
            _ => $"{value.Kind} {value.Name}",
        };
        Assert.Equal(value.GetText(), Encoding.UTF8.GetString(value.Text));
        lines.Add(WithPositions ? $"{value.Line}:{value.Column} {text}" : text);
    }

    public void OnCompleted()
    {
        Assert.False(IsCompleted || Error is not null);
        IsCompleted = true;
    }

    public void OnError(Exception error)
    {
        Assert.False(IsCompleted || Error is not null);
        Error = error;
    }
}
