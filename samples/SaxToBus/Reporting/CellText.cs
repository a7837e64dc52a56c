using System.Text;
using Spectre.Console.Rendering;

namespace SaxToBus;

/// <summary>Measures and cuts texts by the cells that they take on a terminal, as Spectre.Console lays them out.</summary>
internal static class CellText
{
    /// <summary>Returns the number of cells that a text takes.</summary>
    public static int WidthOf(string text) => new Segment(text).CellCount();

    /// <summary>Cuts a text that is wider than a number of cells; an ellipsis is then its last character.</summary>
    /// <param name="text">The text, on one line.</param>
    /// <param name="width">The maximum width, in cells.</param>
    public static string Fit(string text, int width)
    {
        if (WidthOf(text) <= width)
            return text;

        var cut = new StringBuilder();
        var room = width - 1;
        foreach (var rune in text.EnumerateRunes())
        {
            var character = rune.ToString();
            room -= WidthOf(character);
            if (room < 0)
                break;
            cut.Append(character);
        }

        return cut.Append('…').ToString();
    }
}
