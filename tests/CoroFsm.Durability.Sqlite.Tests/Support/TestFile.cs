namespace CoroFsm.Durability.Sqlite.Tests;

/// <summary>A database in a folder of its own, which is removed at the end.</summary>
internal sealed class TestFile : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("journal-");

    internal string Path => In("journal.db");

    internal string In(string name) => System.IO.Path.Combine(folder.FullName, name);

    public void Dispose() => folder.Delete(recursive: true);
}
