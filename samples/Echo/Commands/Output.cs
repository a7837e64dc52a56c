namespace Echo;

/// <summary>Where the commands write.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="IsTerminal">Whether standard output is a terminal.</param>
internal sealed record Output(TextWriter Out, TextWriter Error, bool IsTerminal);
