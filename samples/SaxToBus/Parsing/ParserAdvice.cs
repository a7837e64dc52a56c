using System.Text.RegularExpressions;

namespace SaxToBus;

/// <summary>Replaces the parsers' advice to programmers, who can set their options, with advice for the user of the command.</summary>
internal static partial class ParserAdvice
{
    /// <summary>Returns a parser's message with advice that the user can follow.</summary>
    public static string ForCommandLine(string message)
    {
        var source = message.Contains("XmlPushOptions.", StringComparison.Ordinal) ? "push"
            : message.Contains("XmlReaderSourceOptions.", StringComparison.Ordinal) ? "xmlreader" : null;
        var isDtd = message.Contains("document type declaration", StringComparison.Ordinal);
        if (source is null && !(isDtd && ForProgrammers().IsMatch(message)))
            return message;

        var facts = SentenceEnd().Split(Limit().Replace(message, ""))
            .Where(sentence => !ForProgrammers().IsMatch(sentence))
            .Select(sentence => sentence.TrimEnd('.'));
        var advice = isDtd
            ? "No option reads such a document: remove the declaration."
            : $"This is a limit of --source {source}, and no option raises it.";
        return $"{string.Join(". ", facts)}. {advice}";
    }

    /// <summary>The name of a limit in parentheses.</summary>
    [GeneratedRegex(@" ?\(limit \w+\.\w+\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Limit();

    [GeneratedRegex(@"(?<=\.) ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SentenceEnd();

    /// <summary>What speaks of options, limits or classes that only a program can choose.</summary>
    [GeneratedRegex(@"Xml\w*Options\.|\bRaise the limit|your own XmlReader", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ForProgrammers();
}
