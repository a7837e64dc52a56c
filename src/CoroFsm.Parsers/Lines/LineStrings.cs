using System.Text;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Lines;

/// <summary>Converts lines to strings.</summary>
internal sealed class LineStrings(IObserver<string> next) : Stage<TextLine, string>(next)
{
    /// <summary>
    /// A buffer for short lines, which are decoded in one pass and then copied; <see cref="TextLine.GetString"/> needs two, the first for
    /// the length.
    /// </summary>
    private readonly char[] chars = new char[1024];

    public override void OnNext(TextLine value)
    {
        var utf8 = value.Utf8;
        Next.OnNext(utf8.Length <= chars.Length ? new(chars, 0, Encoding.UTF8.GetChars(utf8, chars)) : value.GetString());
    }
}
