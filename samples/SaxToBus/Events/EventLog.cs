using CoroFsm;
using CoroFsm.Parsers.Xml;

namespace SaxToBus;

/// <summary>A machine that lists the events of a document: <c>S name</c>, <c>T text</c>, <c>E name</c>, adjacent text merged.</summary>
internal static class EventLog
{
    /// <summary>
    /// Writes an entry for each event. Text is written as it comes, so a long one needs no memory; there is none outside the root.
    /// </summary>
    public static async Coroutine Write(Inbox<SaxEvent> sax, Utf8Writer output)
    {
        var depth = 0;
        var isInText = false;
        try
        {
            await foreach (var e in sax)
            {
                switch (e.Kind)
                {
                    case SaxKind.StartElement:
                        depth++;
                        Tag(output, "S "u8, e.Name, ref isInText);
                        break;
                    case SaxKind.EndElement:
                        depth--;
                        Tag(output, "E "u8, e.Name, ref isInText);
                        break;
                    case SaxKind.Text or SaxKind.CData when depth > 0 && !e.Text.IsEmpty:
                        if (!isInText)
                            output.Write("T "u8);
                        output.Write(e.Text);
                        isInText = true;
                        break;
                }
            }
        }
        finally
        {
            EndText(output, ref isInText);       // where the document breaks off
        }
    }

    private static void Tag(Utf8Writer output, ReadOnlySpan<byte> kind, string name, ref bool isInText)
    {
        EndText(output, ref isInText);
        output.Write(kind);
        output.Write(name);
        output.Write((byte)'\n');
    }

    private static void EndText(Utf8Writer output, ref bool isInText)
    {
        if (isInText)
            output.Write((byte)'\n');
        isInText = false;
    }
}
