using System.CommandLine;
using System.Globalization;

namespace SaxToBus;

/// <summary>The options that choose how a feed is parsed.</summary>
internal sealed class ParserOptions
{
    private const int MaxChunk = 1 << 30;

    private readonly Option<XmlSource> source = new("--source", "-x")
    {
        Description = "What parses: push is fed bytes as they arrive, xmlreader pulls them.",
        HelpName = "push|xmlreader",
        DefaultValueFactory = _ => XmlSource.Push,
    };

    private readonly Option<int?> chunk = new("--chunk", "-c")
    {
        Description = "Feed so many bytes at a time. [default: as they come, up to 65536]",
        HelpName = "bytes",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= MaxChunk)
                return size;
            result.AddError($"--chunk takes a number from 1 to {MaxChunk}.");
            return null;
        },
    };

    /// <summary>Adds the options to a command.</summary>
    public ParserOptions(Command command)
    {
        source.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "push", "xmlreader");
        command.Add(source);
        command.Add(chunk);
    }

    /// <summary>Gets what was chosen.</summary>
    public FeedParser Of(ParseResult parsed) => new(parsed.GetValue(source), parsed.GetValue(chunk));
}
