using System.Diagnostics;
using System.Text.RegularExpressions;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Fuzz.Xml;

/// <summary>Mutates documents and checks the outcomes until the time has elapsed.</summary>
internal sealed partial class XmlFuzz
{
    /// <summary>The time after which a document counts as hanging; a document normally takes milliseconds.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    /// <summary>Larger documents are not kept.</summary>
    private const int MostKept = 300;

    /// <summary>Messages that start with the same words are of one kind.</summary>
    private const int MessageWords = 5;

    private readonly List<byte[]> pool = [.. XmlSeeds.All];
    private readonly HashSet<string> outcomes = [];
    private readonly DirectoryInfo? corpus;
    private readonly bool keeps;
    private readonly DirectoryInfo failures;
    private byte[] current = [];
    private int failed;
    private long begun;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="corpus">Initial documents; null: only the built-in ones.</param>
    /// <param name="keeps">Whether new kinds of outcomes are added to the corpus.</param>
    /// <param name="failures">The folder for the documents of failures.</param>
    internal XmlFuzz(DirectoryInfo? corpus, bool keeps, DirectoryInfo failures)
    {
        this.corpus = corpus;
        this.keeps = keeps && corpus is not null;
        this.failures = failures;
        if (corpus is { Exists: true })
            pool.AddRange(corpus.EnumerateFiles("*.xml").OrderBy(file => file.Name, StringComparer.Ordinal).Select(
                file => File.ReadAllBytes(file.FullName)));
    }

    /// <summary>Runs.</summary>
    /// <returns>1 if something was found, otherwise 0.</returns>
    internal int Run(TimeSpan time, int seed)
    {
        var clock = Stopwatch.StartNew();
        using var watch = new Timer(_ => EndIfHanging(clock.Elapsed), state: null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        foreach (var document in pool.ToArray())
            Check(document, new(seed), clock);

        var checks = 0L;
        for (var next = seed; clock.Elapsed < time; next++, checks++)
        {
            var random = new Random(next);
            Check(XmlMutator.Mutate(pool[random.Next(pool.Count)], pool[random.Next(pool.Count)], random), random, clock);
        }

        Console.WriteLine(
            $"{checks} documents from seed {seed} on: {failed} failures, {outcomes.Count} kinds of outcomes, {pool.Count} documents in the "
                + "pool.");
        return failed > 0 ? 1 : 0;
    }

    private void Check(byte[] document, Random random, Stopwatch clock)
    {
        current = document;
        Volatile.Write(ref begun, clock.Elapsed.Ticks);
        var isNew = false;
        var fault = XmlCheck.FindFault(document, random, (_, outcome) => isNew |= outcomes.Add(KindOf(outcome)));
        if (fault is not null)
            Report(document, fault);
        else if (isNew && document.Length <= MostKept)
            Keep(document);
    }

    private void Keep(byte[] document)
    {
        if (pool.Any(known => known.AsSpan().SequenceEqual(document)))
            return;
        pool.Add(document);
        if (!keeps)
            return;
        corpus!.Create();
        File.WriteAllBytes(Path.Combine(corpus.FullName, NameOf(document)), document);
    }

    private void Report(byte[] document, string fault)
    {
        failed++;
        failures.Create();
        var path = Path.Combine(failures.FullName, NameOf(document));
        File.WriteAllBytes(path, document);
        Console.WriteLine($"{path}: {fault}\n");
    }

    private void EndIfHanging(TimeSpan now)
    {
        if (now - TimeSpan.FromTicks(Volatile.Read(ref begun)) < Hang)
            return;
        Report(current, $"It has taken more than {Hang.TotalSeconds} s.");
        Environment.Exit(1);
    }

    private static string NameOf(byte[] document) =>
        $"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(document))[..16]}.xml";

    /// <summary>Reduces an outcome to its kind: the kinds of events, or the start of the error message.</summary>
    private static string KindOf(string outcome)
    {
        var error = outcome.LastIndexOf(XmlCheck.ErrorMark, StringComparison.Ordinal);
        return error < 0
            ? string.Join(
                ' ',
                outcome.Split('\n').Select(line => line.Split(' ')[0]).Intersect(Enum.GetNames<SaxKind>()).Order(StringComparer.Ordinal))
            : string.Join(
                ' ',
                Special()
                    .Replace(outcome[(outcome.IndexOf(' ', error + XmlCheck.ErrorMark.Length) + 1)..], "_")
                    .Split(' ')
                    .Take(MessageWords));
    }

    [GeneratedRegex(
        "'[^']*'|\"[^\"]*\"|<[^>]*>|[0-9][0-9A-Fx]*|(?<=prefix |attribute |entity |namespace |encoding )[^ ]+",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Special();
}
