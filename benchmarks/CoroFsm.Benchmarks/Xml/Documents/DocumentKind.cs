using System.Text;

namespace CoroFsm.Benchmarks.Xml.Documents;

/// <summary>Represents a kind of documents: 30 MB in total, split into documents so that the parsers take turns often.</summary>
internal sealed class DocumentKind
{
    private const int Count = 15;
    private const int Size = 2_000_000;

    /// <summary>Creates the documents; the same ones in every process.</summary>
    /// <param name="name">The name of the kind.</param>
    /// <param name="head">The beginning of each document.</param>
    /// <param name="write">Writes one part that can be repeated.</param>
    /// <param name="tail">The end of each document.</param>
    internal DocumentKind(string name, string head, Action<StringBuilder, Random> write, string tail)
    {
        Name = name;
        var random = new Random(Seed: 1);
        var text = new StringBuilder(Size + (Size / 10));
        Documents = [.. Enumerable.Range(0, Count).Select(_ =>
        {
            text.Clear().Append(head);
            while (text.Length < Size)
                write(text, random);
            return new Document(Encoding.UTF8.GetBytes(text.Append(tail).ToString()));
        })];
    }

    internal string Name { get; }

    internal IReadOnlyList<Document> Documents { get; }
}
