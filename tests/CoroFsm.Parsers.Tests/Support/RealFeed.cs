namespace CoroFsm.Parsers.Tests.Support;

/// <summary>A real feed that is present beside the repository on some machines; tests that use it are skipped elsewhere.</summary>
internal static class RealFeed
{
    internal static string FindOrSkip(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "CoroFsm.sln")))
                continue;

            var path = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "data", name));
            Assert.SkipUnless(File.Exists(path), $"The real feed is not here: ../shared/data/{name}.");
            return path;
        }

        Assert.Skip("The tests do not run inside the repository, so the real feed cannot be found.");
        return "";
    }
}
