namespace CoroFsm.Parsers.Xml;

/// <summary>An entity that the internal subset declares.</summary>
/// <param name="name">Its name.</param>
/// <param name="text">What it stands for; null: it is outside the document, or not parsed.</param>
internal sealed class EntityDeclaration(string name, byte[]? text)
{
    internal string Name { get; } = name;

    internal byte[]? Text { get; } = text;

    internal bool IsUnparsed { get; init; }

    /// <summary>Gets or sets a value indicating whether it is being expanded: it must not stand for itself.</summary>
    internal bool IsOpen { get; set; }
}
