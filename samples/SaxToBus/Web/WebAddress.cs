using System.Text.RegularExpressions;

namespace SaxToBus;

/// <summary>Addresses of the web: recognizes them, and hides their secrets before they are printed.</summary>
internal static partial class WebAddress
{
    /// <summary>Replaces each value of a query and each fragment.</summary>
    public const string Mask = "***";

    private const string InvalidFault =
        "FILE is no valid http or https address. Check the host and the port, and encode spaces as %20.";

    private const string UserInfoFault =
        "An address with a name or a password in it is not taken: it would stand in messages, and in the list of processes. Use --header.";

    /// <summary>Returns whether an argument is meant as an http or https address, valid or not. Such an argument is never a file.</summary>
    public static bool IsMeant(string? file) => SchemeOf(file ?? "") is "http" or "https";

    /// <summary>Gets the address of an argument; null if it is no valid http or https address.</summary>
    public static Uri? Of(string? file)
    {
        // .NET takes http:/host and http:\\host too, which are mistyped.
        var hasSlashes = IsMeant(file) && file!.AsSpan(file!.IndexOf(':', StringComparison.Ordinal)).StartsWith("://");
        return hasSlashes && Uri.TryCreate(file, UriKind.Absolute, out var address) && IsWeb(address) ? address : null;
    }

    /// <summary>Returns what is wrong with an argument that is an address; null if nothing is, or it is a file.</summary>
    /// <returns>The message, which has no part of the argument but its scheme.</returns>
    public static string? FaultOf(string file) => SchemeOf(file) switch
    {
        null or "tcp" => null,
        "http" or "https" => Of(file) is not { } address ? InvalidFault : address.UserInfo.Length > 0 ? UserInfoFault : null,
        var scheme => $"{scheme}:// is not read; http, https and tcp are.",
    };

    /// <summary>Returns whether an address has a scheme that is requested and followed.</summary>
    public static bool IsWeb(Uri address) => address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps;

    /// <summary>Returns whether two addresses have the same scheme, host and port, so that what is secret to one is to the other.</summary>
    public static bool IsSameOrigin(Uri one, Uri other) =>
        (one.Scheme, one.Port) == (other.Scheme, other.Port) && one.IdnHost.Equals(other.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Returns an argument as it may be printed: of an address, valid or not, the user, the query values and the fragment are masked.
    /// </summary>
    /// <param name="file">The whole argument, so that a value with a space in it is masked whole.</param>
    public static string Shown(string file) =>
        SchemeOf(file) is null
            ? file
            : Masked(UserInfo().Replace(file, $"${{scheme}}{Mask}@"), static value => value.Length == 0 ? value : Mask);

    /// <summary>Returns a message with each argument in it as it may be printed, whatever characters the argument has.</summary>
    /// <param name="message">The message.</param>
    /// <param name="arguments">The arguments: also those of the form <c>--option=value</c>.</param>
    public static string MaskIn(string message, IEnumerable<string> arguments)
    {
        // The longest first: another may be a part of it.
        var addresses = arguments.SelectMany(ValuesOf).Where(static value => SchemeOf(value) is not null);
        foreach (var argument in addresses.OrderByDescending(static value => value.Length))
            message = message.Replace(argument, Shown(argument), StringComparison.Ordinal);
        return message;

        static string[] ValuesOf(string argument) => [argument, argument[(argument.IndexOf('=', StringComparison.Ordinal) + 1)..]];
    }

    /// <summary>Returns a text with each http and https address in it masked. A masked address stays as it is.</summary>
    public static string MaskIn(string text) => text.Contains("://", StringComparison.Ordinal)
        ? AddressWithSecrets().Replace(text, static match => Masked(match.Value, MaskedInText))
        : text;

    /// <summary>Gets the scheme of an argument that begins as an address does, in lower case; null if it is a file.</summary>
    /// <remarks>http and https need no slashes. Of other schemes, one letter is a drive.</remarks>
    private static string? SchemeOf(string file)
    {
        var start = file.TrimStart();
        var scheme = start[..Math.Max(0, start.IndexOf(':', StringComparison.Ordinal))].ToLowerInvariant();
        if (scheme is "http" or "https")
            return scheme;
        return scheme.Length > 1
            && start.AsSpan(scheme.Length).StartsWith("://")
            && scheme.All(static c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.')
            ? scheme
            : null;
    }

    private static string Masked(string address, Func<string, string> mask)
    {
        var end = address.IndexOfAny(['?', '#']);
        if (end < 0)
            return address;

        var fragment = address.IndexOf('#', StringComparison.Ordinal);
        var query = address[end] == '?' ? address[(end + 1)..(fragment < 0 ? address.Length : fragment)] : "";
        return address[..end]
            + (address[end] == '?' ? $"?{string.Join('&', query.Split('&').Select(part => MaskedPart(part, mask)))}" : "")
            + (fragment < 0 ? "" : $"#{mask(address[(fragment + 1)..])}");
    }

    /// <summary>Masks the value of a part of a query. A name that could end the address within a text is masked with it.</summary>
    private static string MaskedPart(string part, Func<string, string> mask) =>
        part.Split('=', 2) is [var name, var value] && !name.Any(static c => char.IsWhiteSpace(c) || c is '"' or '\'' or '<' or '>')
            ? $"{name}={mask(value)}"
            : mask(part);

    /// <summary>Masks a value in a message. The position in the feed and punctuation, which follow an address there, are kept.</summary>
    private static string MaskedInText(string value) => value.Length == 0 || MaskInText().IsMatch(value) ? value : Mask;

    [GeneratedRegex(@"^(?<scheme>[^:]*:[/\\]*)[^/\\?#]*@", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"^\*\*\*(?:\([0-9]+,[0-9]+\))?\p{P}*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MaskInText();

    [GeneratedRegex("""(?i)https?://[^\s?#"'<>]*[?#][^\s"'<>]*""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AddressWithSecrets();
}
