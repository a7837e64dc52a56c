using System.Xml.Linq;

namespace SaxToBus.Tests;

/// <summary>The feeds that the tests read, and their content according to a whole-document reader.</summary>
internal static class Feeds
{
    internal static byte[] Embedded
    {
        get
        {
            using var stream = typeof(BusFeed).Assembly.GetManifestResourceStream("buses.xml")!;
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
    }

    /// <summary>Gets the folder of the repository; a test that runs elsewhere is skipped.</summary>
    internal static string RootOrSkip
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CoroFsm.sln")))
                folder = folder.Parent;
            Assert.SkipWhen(folder is null, "The tests do not run inside the repository.");
            return folder!.FullName;
        }
    }

    /// <summary>Finds a file of the real feed, which is present beside the repository on some machines.</summary>
    internal static string RealOrSkip(string name, string set = "cta")
    {
        var path = Path.GetFullPath(Path.Combine(RootOrSkip, "..", "shared", "data", set, name));
        Assert.SkipUnless(File.Exists(path), $"The real feed is not here: ../shared/data/{set}/{name}.");
        return path;
    }

    /// <summary>Reads a feed with LINQ to XML: the model that the machine is compared with.</summary>
    internal static IReadOnlyList<(string Name, string Value)[]> Model(byte[] feed) =>
        [.. XDocument.Load(new MemoryStream(feed), LoadOptions.PreserveWhitespace).Root!.Elements("bus")
            .Select(bus => bus.Elements().Select(child => (child.Name.LocalName, child.Value)).ToArray())];

    /// <summary>Creates the CSV line of a bus of the model.</summary>
    internal static string Csv((string Name, string Value)[] bus)
    {
        return $"{Of("route")},{Of("id")},\"{Of("direction")}\",{Of("latitude")},{Of("longitude")}\n";

        string Of(string name) => bus.LastOrDefault(f => f.Name == name).Value ?? "";
    }
}
