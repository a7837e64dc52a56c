namespace SaxToBus;

/// <summary>Options of requests to a web server.</summary>
internal sealed record WebOptions
{
    /// <summary>Gets the options that apply if none are given.</summary>
    public static WebOptions Default { get; } = new();

    /// <summary>Gets the time that an answer may take, from the request to its last byte. Default: 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the additional header fields of each request. Default: none. Only the origin of the address receives them.</summary>
    public IReadOnlyList<RequestHeader> Headers { get; init; } = [];
}
