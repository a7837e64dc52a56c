namespace Echo;

/// <summary>Where the commands write.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="IsTerminal">Whether somebody looks at standard output.</param>
internal sealed record Output(TextWriter Out, TextWriter Error, bool IsTerminal);
