namespace ScxmlSample;

/// <summary>The options of the command <c>run</c>.</summary>
internal sealed record RunOptions
{
    /// <summary>Gets the path of a file with events; null: standard input.</summary>
    public string? Events { get; init; }

    /// <summary>Gets a value indicating whether events, transitions and active states are shown.</summary>
    public bool Trace { get; init; }

    /// <summary>Gets a value indicating whether the clock is simulated.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>Gets a value indicating whether the document may read files of its directory.</summary>
    public bool AllowSources { get; init; }

    /// <summary>Gets a value indicating whether the document may send and receive HTTP events.</summary>
    public bool AllowHttp { get; init; }
}
