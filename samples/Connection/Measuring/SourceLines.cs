namespace Connection;

/// <summary>Lines of code.</summary>
internal static class SourceLines
{
    /// <summary>Counts the lines that are neither blank nor only a line comment.</summary>
    internal static int Count(string source) =>
        source.ReplaceLineEndings("\n").Split('\n')
            .Select(line => line.Trim())
            .Count(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal));
}
