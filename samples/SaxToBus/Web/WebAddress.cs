using System.Text.RegularExpressions;

namespace SaxToBus;

/// <summary>Addresses of the web: recognizes them, and hides their secrets before they are printed.</summary>
internal static partial class WebAddress
{
    /// <summary>Replaces each value of a query and each fragment.</summary>
    public const string Mask = "***";

    /// <summary>Gets the address of an argument; null if it is no http or https address.</summary>
    public static Uri? Of(string? file) => Uri.TryCreate(file, UriKind.Absolute, out var address) && IsWeb(address) ? address : null;

    /// <summary>Returns whether an address has a scheme that is requested and followed.</summary>
    public static bool IsWeb(Uri address) => address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps;

    /// <summary>Returns whether two addresses have the same scheme, host and port, so that what is secret to one is to the other.</summary>
    public static bool IsSameOrigin(Uri one, Uri other) =>
        (one.Scheme, one.Port) == (other.Scheme, other.Port) && one.IdnHost.Equals(other.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns an argument as it may be printed: of an http or https address, query values and the fragment are masked.</summary>
    /// <param name="file">The whole argument, so that a value with a space in it is masked whole.</param>
    public static string Shown(string file) =>
        file.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || file.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            ? Masked(file)
            : file;

    /// <summary>Returns a text with each http and https address in it masked. A masked address stays as it is.</summary>
    public static string MaskIn(string text) =>
        text.Contains("://", StringComparison.Ordinal) ? AddressWithSecrets().Replace(text, static match => Masked(match.Value)) : text;

    private static string Masked(string address)
    {
        var end = address.IndexOfAny(['?', '#']);
        if (end < 0)
            return address;

        var fragment = address.IndexOf('#', StringComparison.Ordinal);
        var query = address[end] == '?' ? address[(end + 1)..(fragment < 0 ? address.Length : fragment)] : "";
        return address[..end]
            + (address[end] == '?' ? $"?{string.Join('&', query.Split('&').Select(MaskedPart))}" : "")
            + (fragment < 0 ? "" : $"#{MaskedValue(address[(fragment + 1)..])}");
    }

    private static string MaskedPart(string part) =>
        part.Split('=', 2) is [var name, var value] ? $"{name}={MaskedValue(value)}" : MaskedValue(part);

    /// <summary>Masks a value. What follows a mask is text behind the address.</summary>
    private static string MaskedValue(string value) => value.Length == 0 || value.StartsWith(Mask, StringComparison.Ordinal) ? value : Mask;

    [GeneratedRegex("""(?i)https?://[^\s?#"'<>]*[?#][^\s"'<>]*""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AddressWithSecrets();
}
