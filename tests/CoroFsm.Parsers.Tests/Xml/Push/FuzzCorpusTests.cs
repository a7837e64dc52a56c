using CoroFsm.Fuzz.Xml;

namespace CoroFsm.Parsers.Tests.Xml.Push;

/// <summary>
/// The corpus of the fuzz program (tests/CoroFsm.Fuzz): a document for each kind of outcome, and those that once revealed a fault.
/// </summary>
public sealed class FuzzCorpusTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Xml", "Push", "Corpus");

    [Fact]
    public void Parse_KeptDocument_HasNoFault()
    {
        var files = Directory.GetFiles(Folder, "*.xml");
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Null(XmlCheck.FindFault(File.ReadAllBytes(file), new Random(1))));
    }

    [Fact]
    public void Parse_FirstDocument_HasNoFault() =>
        Assert.All(XmlSeeds.All, document => Assert.Null(XmlCheck.FindFault(document, new Random(1))));

    [Fact]
    public void Parse_MutatedDocument_HasNoFault()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var document = XmlMutator.Mutate(
                XmlSeeds.All[random.Next(XmlSeeds.All.Count)], XmlSeeds.All[random.Next(XmlSeeds.All.Count)], random);
            Assert.Null(XmlCheck.FindFault(document, random));
        }
    }
}
