namespace XmppBot.Tests;

/// <summary>The files of the repository that the tests run in; a test that needs them is skipped elsewhere.</summary>
internal static class Repository
{
    internal static string Path(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "CoroFsm.sln")))
            folder = folder.Parent;
        Assert.SkipWhen(folder is null, "The tests do not run inside the repository.");
        return System.IO.Path.Combine(folder.FullName, path);
    }

    internal static string Read(string path) => File.ReadAllText(Path(path)).ReplaceLineEndings("\n");
}
