using System.Xml;
using CoroFsm;
using CoroFsm.Parsers;

namespace SaxToBus;

/// <summary>The machine: turns the events of a feed into records of buses.</summary>
/// <remarks>
/// Beazley's machine of two states, look for a bus and collect it until its end, is two places where this code waits; a child is a third one.
/// </remarks>
internal static class BusFeed
{
    /// <summary>How long the name of a nested field may be.</summary>
    public const int MaxPath = 4096;

    /// <summary>Finds each bus of a feed and emits its record as soon as it is complete.</summary>
    public static async Coroutine Read(Inbox<SaxEvent> sax, Action<Bus> emit)
    {
        var fields = new BusBuilder();
        await foreach (var e in sax)
        {
            if (e.IsStart("bus"))
                emit(await Bus(sax, fields));
        }
    }

    private static async Coroutine<Bus> Bus(Inbox<SaxEvent> sax, BusBuilder fields)
    {
        while (true)
        {
            var e = await sax.Receive();
            if (e.Kind is SaxKind.EndElement)
                return fields.Build();
            if (e.Kind is SaxKind.StartElement)
                await Child(sax, fields, e.Name);
        }
    }

    /// <summary>Collects one child until its end; those within it are children in turn, so an end is always the child's own.</summary>
    private static async Coroutine Child(Inbox<SaxEvent> sax, BusBuilder fields, string name)
    {
        var text = fields.Mark;
        var isParent = false;
        while (true)
        {
            var e = await sax.Receive();
            switch (e.Kind)
            {
                case SaxKind.Text or SaxKind.CData:
                    if (!fields.HasRoomFor(e.Text.Length))
                        throw TooMuch(e, $"a bus has more than {BusBuilder.MaxText} bytes of text");
                    fields.Append(e.Text);
                    break;
                case SaxKind.StartElement:
                    isParent = true;
                    await Child(sax, fields, Nested(name, e));
                    break;
                case SaxKind.EndElement:
                    if (isParent && !fields.HasText(text))
                        fields.Drop(text);
                    else if (!fields.TryKeep(name, text))
                        throw TooMuch(e, $"a bus has more than {BusBuilder.MaxFields} fields");
                    return;
            }
        }
    }

    private static string Nested(string parent, in SaxEvent start) => parent.Length + start.Name.Length < MaxPath
        ? $"{parent}/{start.Name}"
        : throw TooMuch(start, $"the name of a nested field is longer than {MaxPath}");

    private static XmlException TooMuch(in SaxEvent e, string what) => new(what, innerException: null, e.Line, e.Column);
}
