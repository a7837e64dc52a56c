namespace ScxmlSample;

/// <summary>Represents a document that tests an assertion.</summary>
/// <param name="Assertion">The assertion.</param>
/// <param name="Path">Path of the document.</param>
/// <param name="NeedsHttp">Whether it sends events by HTTP.</param>
internal sealed record ConformanceTest(Assertion Assertion, string Path, bool NeedsHttp)
{
    /// <summary>Gets the name: the number of the test, with a letter if there are several, or if it was a manual one.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path)["test".Length..];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
