namespace CoroFsm.Scxml;

/// <summary>Base class of objects that open what the <c>src</c> attributes of a document name.</summary>
/// <remarks>
/// A resolver decides what a document may read: it should accept only what the application provides. <c>data</c> and <c>script</c> are
/// resolved while the document is loaded, <c>invoke</c> when the invocation starts. Called by one thread at a time for each session.
/// </remarks>
public abstract class ScxmlResolver
{
    /// <summary>Opens a source.</summary>
    /// <param name="source">The value of <c>src</c>, as the document has it.</param>
    /// <returns>The content, which the caller disposes; null if there is no such source, or if the document may not read it.</returns>
    /// <exception cref="IOException">The source could not be opened.</exception>
    public abstract Stream? Open(string source);

    /// <summary>Creates a resolver for the files of one directory and its subdirectories.</summary>
    /// <param name="path">Path of the directory.</param>
    /// <returns>
    /// A resolver that accepts relative paths, with or without <c>file:</c> in front. It refuses paths that leave the directory, and
    /// symbolic links.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public static ScxmlResolver FromDirectory(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new DirectoryResolver(Path.GetFullPath(path));
    }

    private sealed class DirectoryResolver(string root) : ScxmlResolver
    {
        public override Stream? Open(string source)
        {
            ArgumentNullException.ThrowIfNull(source);
            var name = source.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? source["file:".Length..] : source;
            if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(name))
                return null;
            var parts = name.Split('/', '\\');
            if (parts.Any(static part => part is "" or "." or ".." || part.Contains(':', StringComparison.Ordinal)))
                return null;
            var path = root;
            foreach (var part in parts)
            {
                path = Path.Join(path, part);
                if (new FileInfo(path).LinkTarget is not null)
                    return null;
            }

            return File.Exists(path) ? File.OpenRead(path) : null;
        }
    }
}
