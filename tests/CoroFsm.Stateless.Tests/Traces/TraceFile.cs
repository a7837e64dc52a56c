namespace CoroFsm.Stateless.Tests.Traces;

/// <summary>A recorded trace of Stateless; the file is present beside the repository on some machines.</summary>
internal static class TraceFile
{
    private const string Name = "data/stateless/traces-5.20.1.txt";

    internal static string[] FindOrSkip()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "CoroFsm.sln")))
                continue;

            var path = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", Name));
            Assert.SkipUnless(File.Exists(path), $"The traces are not here: ../shared/{Name}.");
            return File.ReadAllLines(path);
        }

        Assert.Skip("The tests do not run inside the repository, so the traces cannot be found.");
        return [];
    }

    /// <summary>Gets the steps of a case: the line after its name.</summary>
    internal static string[] Of(string[] lines, string name)
    {
        var at = Array.IndexOf(lines, $"[{name}]");
        Assert.True(at >= 0, $"There is no trace named {name}.");
        return lines[at + 1].Split(" ; ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
