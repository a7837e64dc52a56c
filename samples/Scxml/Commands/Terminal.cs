namespace ScxmlSample;

/// <summary>Where the commands read and write.</summary>
/// <param name="In">Standard input.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="IsTerminal">Whether standard output is a terminal.</param>
internal sealed record Terminal(TextReader In, TextWriter Out, TextWriter Error, bool IsTerminal);
