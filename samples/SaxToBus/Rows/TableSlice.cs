using Spectre.Console;
using Spectre.Console.Rendering;

namespace SaxToBus;

/// <summary>A part of a table that is rendered in several goes: its top border, its bottom border or both are left out.</summary>
/// <param name="table">The rows of this part.</param>
/// <param name="isContinued">Leaves out the top border: rows stand above.</param>
/// <param name="isLast">Keeps the bottom border: no rows follow.</param>
/// <param name="isOnlyEnd">Leaves out everything but the bottom border.</param>
internal sealed class TableSlice(Table table, bool isContinued, bool isLast, bool isOnlyEnd) : IRenderable
{
    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => ((IRenderable)table).Measure(options, maxWidth);

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var lines = Segment.SplitLines(((IRenderable)table).Render(options, maxWidth));
        var end = isLast ? lines.Count : lines.Count - 1;
        var start = isOnlyEnd ? end - 1 : isContinued ? 1 : 0;
        foreach (var line in lines.Take(start..end))
        {
            foreach (var segment in line)
                yield return segment;
            yield return Segment.LineBreak;
        }
    }
}
