using CoroFsm.Scxml.Tests.Support;
using CoroFsm.Testing;

namespace CoroFsm.Scxml.Tests.Sessions;

/// <summary>Actions and I/O processors of the application.</summary>
public sealed class ExtensionTests
{
    private const string Lamp = "urn:lamp";

    [Fact]
    public async Task Action_OfTheApplication_ReadsAndChangesTheSession()
    {
        ScxmlActions actions = new();
        List<string> blinks = [];
        actions[Lamp, "blink"] = context =>
        {
            var times = context.Evaluate(context.GetAttribute("times")!);
            blinks.Add($"{context.GetAttribute("color")} {times} {context.Text} {context.Line}:{context.Column}");
            context.Assign("v", 9.0);
            context.Raise("blinked", true);
        };
        await using var session = Doc.Start(
            $"<datamodel><data id='v' expr='2'/></datamodel><state xmlns:l='{Lamp}'><onentry><l:blink color='red' times='v + 1'>now"
                + $"</l:blink></onentry>"
            + "<transition event='blinked'><log expr=\"v + ' ' + _event.data\"/></transition></state>",
            options: new() { Actions = actions });
        Assert.Equal(["red 3 now 2:82"], blinks);
        Assert.Equal("9 true", session.Logged());
    }

    [Fact]
    public void Start_WithAnUnknownActionOfAKnownNamespace_NamesItsPosition()
    {
        ScxmlActions actions = new();
        actions[Lamp, "blink"] = static _ => { };
        var document = Doc.Load($"<state xmlns:l='{Lamp}'><invoke><content><scxml><state><onentry>\n<l:blimk/></onentry></state></scxml>"
            + $"</content></invoke></state>");
        var error = Assert.Throws<InvalidScxmlException>(() => document.Start(new() { Actions = actions }));
        Assert.Equal((3, 1), (error.Line, error.Column));
        Assert.Contains("<l:blimk> of the namespace urn:lamp has no action", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Action_Throwing_EndsTheSessionAtItsPosition()
    {
        ScxmlActions actions = new();
        actions[Lamp, "blink"] = static _ => throw new InvalidOperationException("No lamp.");
        var document = Doc.Load($"<state xmlns:l='{Lamp}'><onentry>\n  <l:blink/></onentry></state>");
        var error = Assert.Throws<ScxmlException>(() => document.Start(new() { Actions = actions }));
        Assert.Equal((3, 3), (error.Line, error.Column));
        Assert.Equal("No lamp.", error.InnerException!.Message);
    }

    [Fact]
    public async Task Action_WithAnErrorOfTheDocument_RaisesItsEvent()
    {
        ScxmlActions actions = new();
        actions[Lamp, "blink"] = static _ => throw new ScxmlErrorException("error.lamp", "No lamp. Switch it on.");
        await using var session = Doc.Start(
            $"<state xmlns:l='{Lamp}'><onentry><l:blink/><log expr='1'/></onentry><transition event='error.lamp'>"
                + $"<log expr='_event.data.message'/></transition></state>",
            options: new() { Actions = actions });
        Assert.Equal("No lamp. Switch it on.", session.Logged());
    }

    [Fact]
    public void Actions_OfTheNamespaceOfScxml_AreRefused() => Assert.Throws<ArgumentException>(() =>
        new ScxmlActions()["http://www.w3.org/2005/07/scxml", "log"] = static _ => { });

    [Fact]
    public async Task IoProcessor_OfTheApplication_SendsAndReceives()
    {
        SimulatedTime time = new();
        Post post = new();
        var session = Doc.Start(
            "<state><onentry><log expr=\"_ioprocessors['urn:post'].location + _ioprocessors.mail.location\"/>"
            + "<send event='a' type='urn:post' target='there' id='i' delay='1s'><param name='p' expr='1'/></send>"
            + "<send type='mail'><content>text</content></send></onentry><transition event='answer'><log expr='_event.data'/></transition>"
            + "</state>",
            time,
            options: new() { IoProcessors = [post] });
        Assert.Equal("box1box1", session.Logged());
        Assert.Equal((null, null, "text"), (post.Messages[0].EventName, post.Messages[0].Target, post.Messages[0].Data));
        Assert.Single(post.Messages);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("a", "there", "i"), (post.Messages[1].EventName, post.Messages[1].Target, post.Messages[1].SendId));
        Assert.Equal(1.0, ((IReadOnlyDictionary<string, object?>)post.Messages[1].Data!)["p"]);

        Assert.True(post.Connection!.Post(new("answer") { Data = "yes" }));
        Assert.EndsWith("yes", session.Logged(), StringComparison.Ordinal);
        await session.DisposeAsync();
        Assert.True(post.IsDisconnected);
        Assert.False(post.Connection.Post(new("answer")));
    }

    [Fact]
    public async Task IoProcessor_WithAnErrorOfTheDocument_RaisesItsEvent()
    {
        SimulatedTime time = new();
        await using var session = Doc.Start(
            "<state><onentry><send event='a' type='mail' target='nowhere' id='i' delay='1s'/></onentry>"
                + "<transition event='error.communication'>"
            + "<log expr='_event.sendid'/></transition></state>",
            time,
            options: new() { IoProcessors = [new Post()] });
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("i", session.Logged());
    }

    [Fact]
    public void Start_WithTwoProcessorsOfOneType_Throws()
    {
        var error = Assert.Throws<ArgumentException>(() => Doc.Load("<state/>").Start(new() { IoProcessors = [new Post(), new Post()] }));
        Assert.Contains("urn:post", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A processor that posts while it sends is a link of a chain of events, like a session that sends to itself.</summary>
    [Fact]
    public void IoProcessor_ThatAnswersWithoutEnd_FailsAtTheLimit()
    {
        var document = Doc.Load("<state><onentry><send event='a' type='mail'/></onentry><transition event='a'>"
            + "<send event='a' type='mail'/></transition></state>");
        var error = Assert.Throws<ScxmlException>(() => document.Start(new()
        {
            IoProcessors = [new Post { Echoes = true }],
            MaxEventChain = 50
        }));
        Assert.Contains("MaxEventChain", error.Message, StringComparison.Ordinal);
    }

    private sealed class Post : ScxmlIoProcessor
    {
        public override string Type => "urn:post";

        public override string Alias => "mail";

        internal List<ScxmlMessage> Messages { get; } = [];

        internal ScxmlConnection? Connection { get; private set; }

        internal bool IsDisconnected { get; private set; }

        internal bool Echoes { get; init; }

        public override string Connect(ScxmlConnection session)
        {
            Connection = session;
            return "box1";
        }

        public override void Send(ScxmlConnection session, ScxmlMessage message)
        {
            if (message.Target == "nowhere")
                throw new ScxmlErrorException(ScxmlEvent.ErrorCommunication, "There is no such address.");
            Messages.Add(message);
            if (Echoes)
                session.Post(new(message.EventName!));
        }

        public override void Disconnect(ScxmlConnection session) => IsDisconnected = true;
    }
}
