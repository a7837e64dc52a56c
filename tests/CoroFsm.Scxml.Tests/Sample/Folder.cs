namespace CoroFsm.Scxml.Tests.Sample;

/// <summary>A folder of files for one test.</summary>
internal sealed class Folder : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("scxml-");

    internal string Root => directory.FullName;

    public void Dispose() => directory.Delete(recursive: true);

    internal string Add(string name, string text)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Adds a document.</summary>
    /// <param name="name">Name of the file.</param>
    /// <param name="content">Its content, from the third line.</param>
    /// <returns>The path of the file.</returns>
    internal string AddDocument(string name, string content) => Add(name, $"""
        <?xml version="1.0"?>
        <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript">
        {content}
        </scxml>
        """);
}
