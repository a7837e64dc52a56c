using System.Buffers;

namespace SaxToBus;

/// <summary>A header field of the user's own. Its value may be a secret: it is never printed.</summary>
internal sealed class RequestHeader
{
    /// <summary>The maximum number of header fields.</summary>
    public const int MaxCount = 20;

    /// <summary>The maximum length of a value, in bytes.</summary>
    public const int MaxValue = 8 << 10;

    private const string Usage = "--header takes NAME=VALUE, or NAME=@FILE with the value in a file.";

    /// <summary>The characters of a token (RFC 9110, 5.6.2).</summary>
    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Fields that the request sets itself, or that would change how its bytes are framed or routed.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept-Encoding", "Connection", "Content-Length", "Content-Type", "Expect", "Host", "If-Match", "If-Modified-Since",
        "If-None-Match", "If-Range", "If-Unmodified-Since", "Keep-Alive", "Range", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    private RequestHeader(string name, string value) => (Name, Value) = (name, value);

    /// <summary>Gets the name.</summary>
    public string Name { get; }

    /// <summary>Gets the value, which is not for display.</summary>
    public string Value { get; }

    /// <summary>Reads an argument: <c>NAME=VALUE</c>, or <c>NAME=@FILE</c>.</summary>
    /// <returns>The header field.</returns>
    /// <exception cref="FaultException">The argument is malformed, or the file cannot be read. The message has no value in it.</exception>
    public static RequestHeader Parse(string argument)
    {
        var at = argument.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
            throw new FaultException(Usage);

        var (name, value) = (argument[..at], argument[(at + 1)..]);
        if (name.AsSpan().ContainsAnyExcept(TokenChars))
            throw new FaultException($"{Usage} The name is not that of a header field.");
        if (Reserved.Contains(name))
            throw new FaultException($"--header cannot set {name}: the request sets it itself.");
        if (value.StartsWith('@'))
            value = ReadFile(name, value[1..]);
        if (value.Length == 0)
            throw new FaultException($"--header {name}: the value is empty.");
        if (value.Length > MaxValue)
            throw new FaultException($"--header {name}: the value is longer than {MaxValue} bytes.");
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new FaultException($"--header {name}: the value has a character that is not printable ASCII.");
        return new(name, value);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {WebAddress.Mask}";

    private static string ReadFile(string name, string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> bytes = new byte[MaxValue + 3];
            bytes = bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];

            // Editors end a file with a line end.
            if (bytes is [.., (byte)'\n'])
                bytes = bytes[..^1];
            if (bytes is [.., (byte)'\r'])
                bytes = bytes[..^1];
            return System.Text.Encoding.Latin1.GetString(bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new FaultException($"--header {name}: {error.Message}", error);
        }
    }
}
