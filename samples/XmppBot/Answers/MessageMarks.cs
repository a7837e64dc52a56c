using System.Globalization;
using System.Xml.Linq;

namespace XmppBot;

/// <summary>
/// Reads what tells a message apart from a new one. The sender writes it, so it decides nothing but the answer to that sender.
/// </summary>
internal static class MessageMarks
{
    /// <summary>Returns when a delayed message was sent, in UTC (XEP-0203); null for one that was not delayed.</summary>
    public static DateTime? SentAt(XElement message)
    {
        var stamp = message.Element(Names.Delay + "delay")?.Attribute("stamp")?.Value;
        var isTime = DateTimeOffset.TryParse(stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        return isTime ? time.UtcDateTime : null;
    }

    /// <summary>Returns the identifier of the message that a correction replaces (XEP-0308); null for one that replaces none.</summary>
    public static string? Corrected(XElement message) => message.Element(Names.Correction + "replace")?.Attribute("id")?.Value;

    /// <summary>Returns the conversation that a message belongs to, for its answer (RFC 6121, 5.2.5); null for none.</summary>
    public static XElement? Thread(XElement message) => message.Element(Names.Client + "thread") is { } thread
        ? new(thread.Name, thread.Attribute("parent"), thread.Value)
        : null;
}
