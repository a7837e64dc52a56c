using System.Globalization;

namespace XmppBot;

/// <summary>Where the server listens: host:port, [address]:port, or the host alone.</summary>
internal sealed record ServerAddress(string Host, int Port)
{
    public const int DefaultPort = 5222;

    public static bool TryParse(string text, out ServerAddress address)
    {
        var colon = text.LastIndexOf(':');
        var hasPort = colon >= 0 && !text.EndsWith(']') && (text.StartsWith('[') || text.IndexOf(':', StringComparison.Ordinal) == colon);
        var host = (hasPort ? text[..colon] : text).Trim('[', ']');
        var port = DefaultPort;
        var isGood = !hasPort
            || (int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and < 65536);
        address = new(host, port);
        return isGood && Uri.CheckHostName(host) != UriHostNameType.Unknown;
    }

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
