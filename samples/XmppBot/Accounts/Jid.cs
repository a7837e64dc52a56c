namespace XmppBot;

/// <summary>An address: local@domain/resource (RFC 7622).</summary>
internal sealed record Jid(string Local, string Domain, string Resource)
{
    public string Bare => $"{Local}@{Domain}";

    public static bool TryParse(string text, out Jid jid)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var bare = slash < 0 ? text : text[..slash];
        var at = bare.IndexOf('@', StringComparison.Ordinal);
        jid = new(at < 0 ? "" : bare[..at], bare[(at + 1)..], slash < 0 ? "" : text[(slash + 1)..]);
        return IsPart(jid.Local, "\"&'/:<>@ ") && IsPart(jid.Domain, "\"&'/:<>@ ") && (slash < 0 || IsPart(jid.Resource, ""));
    }

    /// <summary>
    /// Returns whether a sender is the account's own server: no sender, the domain, or the account itself (RFC 6120, 8.1.2.1 and 8.2.3).
    /// Servers lower the case of addresses.
    /// </summary>
    public bool IsServedBy(string? from) =>
        from is null || IsSame(from, Domain) || IsSame(from, Bare) || from.StartsWith($"{Bare}/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns whether two addresses, or parts of them, are equal but for case.</summary>
    public static bool IsSame(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Resource.Length == 0 ? Bare : $"{Bare}/{Resource}";

    private static bool IsPart(string part, string forbidden) =>
        part.Length is > 0 and <= 1023 &&
        !part.Any(c => char.IsControl(c) || char.IsSurrogate(c) || forbidden.Contains(c, StringComparison.Ordinal));
}
