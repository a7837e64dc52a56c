using System.Globalization;
using System.Threading.Channels;
using System.Xml.Linq;
using CoroFsm;

namespace XmppBot.Tests;

/// <summary>Signals when a bot is online and its presence is known; then it behaves like the inner handler.</summary>
internal sealed class Watched(IBot bot) : IBot
{
    private readonly Channel<string> online = Channel.CreateUnbounded<string>();

    /// <summary>Waits until the bot is online once more.</summary>
    internal Task OnlineAsync(TimeSpan limit) => online.Reader.ReadAsync().AsTask().WaitAsync(limit);

    private string jid = "";

    public void OnOnline(string jid)
    {
        this.jid = jid;
        bot.OnOnline(jid);
    }

    public IEnumerable<XElement> Answer(XElement stanza, Machine session)
    {
        if (stanza.Name == Names.Client + "presence" && stanza.Attribute("from")?.Value == jid)
            online.Writer.TryWrite(jid);
        return bot.Answer(stanza, session);
    }
}

/// <summary>Sends numbers to an echo, several at a time, and checks that each returns once and in order.</summary>
internal sealed class Talker(string peer, int window) : IBot
{
    private readonly List<string> wrong = [];
    private TaskCompletionSource done = new();
    private int sent;
    private int answered;
    private int end;

    internal int Answered => answered;

    internal IReadOnlyList<string> Wrong => wrong;

    /// <summary>
    /// Sends more and completes when all have returned. Everything but the start runs in the session's turns, so nothing is counted
    /// twice.
    /// </summary>
    internal async Task TalkAsync(int count, BotClient client)
    {
        done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        end = sent + count;
        Assert.True(await client.SayAsync(Message(sent++)));
        await done.Task;
    }

    public void OnOnline(string jid)
    {
    }

    public IEnumerable<XElement> Answer(XElement stanza, Machine session)
    {
        if (stanza.Name != Names.Client + "message")
            yield break;
        var body = stanza.Element(Names.Client + "body")?.Value;
        if (stanza.Attribute("type")?.Value != "chat" || stanza.Attribute("from")?.Value != peer || body != Text(answered))
            wrong.Add($"instead of {answered}: {stanza}");
        if (++answered == end)
            done.TrySetResult();
        while (sent < end && sent - answered < window)
            yield return Message(sent++);
    }

    private static string Text(int number) => $"message {number.ToString(CultureInfo.InvariantCulture)} <&> \u00E9";

    private XElement Message(int number) => new(
        Names.Client + "message",
        new XAttribute("to", peer),
        new XAttribute("type", "chat"),
        new XAttribute("id", number),
        new XElement(Names.Client + "body", Text(number)));
}
