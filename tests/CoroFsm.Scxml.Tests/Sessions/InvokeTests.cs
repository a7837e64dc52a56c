using System.Text;
using CoroFsm.Scxml.Tests.Support;
using CoroFsm.Testing;

namespace CoroFsm.Scxml.Tests.Sessions;

/// <summary>A session invokes others while a state is active.</summary>
public sealed class InvokeTests
{
    private const string Log = "<transition event='*'><log expr='_event.name'/></transition>";

    public static TheoryData<string, string> Documents { get; } = new()
    {
        // The child ends by itself, with data.
        { "<state><invoke id='c'><content><scxml datamodel='ecmascript'><final><donedata><content expr='7'/></donedata></final></scxml>"
            + "</content>"
            + "</invoke><transition event='done.invoke.c'><log expr='_event.data + _event.invokeid'/></transition></state>", "7c" },

        // Parameters set data of the same name, and no others.
        { "<datamodel><data id='v' expr='3'/></datamodel><state><invoke namelist='v'><content><scxml datamodel='ecmascript'><datamodel>"
            + "<data id='v' expr='1'/><data id='w' expr='2'/></datamodel><state><onentry><log expr='v + w'/></onentry></state></scxml>"
            + "</content>"
            + "</invoke></state>", "5" },
        { "<state><invoke><param name='v' expr='4'/><param name='none' expr='5'/><content><scxml datamodel='ecmascript'><datamodel>"
            + "<data id='v'/>"
            + "</datamodel><state><onentry><log expr=\"v + typeof none\"/></onentry></state></scxml></content></invoke></state>",
            "4undefined" },

        { "<state><invoke><param name='v' expr='4'/><content><scxml datamodel='ecmascript'><state><datamodel><data id='v' expr='6'/>"
            + "</datamodel>"
            + "<onentry><log expr='v'/></onentry></state></scxml></content></invoke></state>", "6" },

        // Parent and child talk.
        { "<state><invoke id='c'><content><scxml datamodel='ecmascript'><state><onentry><send target='#_parent' event='ready'/></onentry>"
            + "<transition event='go'><log expr='_event.origintype.length > 0'/><send targetexpr='_event.origin' event='went'/>"
            + "</transition></state>"
            + "</scxml></content></invoke><transition event='ready'><send target='#_c' event='go'/></transition>"
            + "<transition event='went'><log expr='_event.invokeid'/></transition></state>", "true c" },

        // The identifier is generated from that of the state.
        { "<datamodel><data id='v'/></datamodel><state id='s'><invoke idlocation='v'><content><scxml><final/></scxml></content></invoke>"
            + "<transition event='done.invoke'><log expr=\"v.indexOf('s.') + ' ' + (v === _event.invokeid)\"/></transition></state>",
            "0 true" },

        // finalize runs before the event is handled; an empty one assigns parameters.
        { "<datamodel><data id='v' expr='0'/></datamodel><state><invoke><content><scxml datamodel='ecmascript'><final><onentry>"
            + "<send target='#_parent' event='x'><param name='k' expr='8'/></send></onentry></final></scxml></content><finalize>"
            + "<assign location='v' expr='_event.data ? _event.data.k : v'/></finalize></invoke><transition event='x' cond='v == 8'>"
            + "<log expr='v'/></transition></state>", "8" },
        { "<datamodel><data id='v' expr='0'/></datamodel><state><invoke><param name='k' location='v'/><content>"
            + "<scxml datamodel='ecmascript'>"
            + "<final><onentry><send target='#_parent' event='x'><param name='k' expr='9'/></send></onentry></final></scxml></content>"
            + "<finalize/>"
            + "</invoke><transition event='x'><log expr='v'/></transition></state>", "9" },

        // Errors.
        { "<state><invoke type='magic'/>" + Log + "</state>", "error.execution" },
        { "<state><invoke/>" + Log + "</state>", "error.execution" },
        { "<state><invoke><content expr=\"'no xml'\"/></invoke>" + Log + "</state>", "error.communication" },
        { "<state><invoke src='unknown'/>" + Log + "</state>", "error.communication" },
        { "<state><invoke><content><scxml datamodel='other'><state/></scxml></content></invoke>" + Log + "</state>",
            "error.communication" },
        { "<state><invoke id='c'><content><scxml><final/></scxml></content></invoke><transition event='done.invoke'>"
            + "<send target='#_c' event='x'/>"
            + "</transition>" + Log + "</state>", "error.communication" },
        { "<state><onentry><send target='#_parent' event='x'/></onentry>" + Log + "</state>", "error.communication" },

        // Invocations start in document order, after the macrostep, for states that are still active.
        { "<state><invoke><content><scxml datamodel='ecmascript'><state><onentry><log expr='1'/></onentry></state></scxml></content>"
            + "</invoke>"
            + "<state><invoke><content><scxml datamodel='ecmascript'><state><onentry><log expr='2'/></onentry></state></scxml></content>"
            + "</invoke>"
            + "<transition target='b'/></state><state id='b'><onentry><log expr='0'/></onentry><invoke><content>"
            + "<scxml datamodel='ecmascript'><state>"
            + "<onentry><log expr='3'/></onentry></state></scxml></content></invoke></state></state>", "0 1 3" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Start_OfADocumentThatInvokes_LogsWhatHappens(string content, string expected)
    {
        await using var session = Doc.Start(content);
        Assert.Equal(expected, session.Logged());
    }

    /// <summary>Two ways to the same identifier: the dots of one are not those of the other.</summary>
    [Fact]
    public async Task Invoke_WithSimilarIdentifiers_StartsBoth()
    {
        const string LogId = "<onentry><log expr='_sessionid'/></onentry>";
        await using var session = Doc.Start(
            "<state><invoke id='a.b'><content><scxml datamodel='ecmascript'><state>" + LogId + "</state></scxml></content></invoke>"
            + "<invoke id='a'><content><scxml datamodel='ecmascript'><state><invoke id='b'><content><scxml datamodel='ecmascript'><state>"
            + LogId + "</state></scxml></content></invoke></state></scxml></content></invoke></state>",
            options: new() { SessionId = "s" });
        Assert.Equal("s.a.b s.a.b_", session.Logged());
    }

    [Fact]
    public async Task Leave_WithARunningChild_RunsItsExitActionsAndIgnoresItsEvents()
    {
        SimulatedTime time = new();
        Trace trace = new();
        await using var session = Doc.Start(
            "<state><invoke><content><scxml datamodel='ecmascript'><state><onentry><send target='#_parent' event='late' delay='1s'/>"
                + "</onentry>"
            + "<onexit><log expr=\"'left'\"/><send target='#_parent' event='last'/></onexit></state></scxml></content></invoke>"
            + "<transition event='x' target='b'/></state><state id='b'>" + Log + "</state>",
            time,
            options: new() { Observer = trace });
        session.Send("x");
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("left", session.Logged());
        Assert.Equal(1, trace.Ended);
    }

    [Fact]
    public async Task Send_WithAutoforward_ReachesTheChildToo()
    {
        await using var session = Doc.Start(
            "<state><invoke autoforward='true'><content><scxml datamodel='ecmascript'><state>" + Log + "</state></scxml></content></invoke>"
            + "<transition event='x'><log expr=\"'parent'\"/><raise event='internal'/></transition></state>");
        session.Send("x");
        Assert.Equal("parent x", session.Logged());
    }

    [Fact]
    public async Task Invoke_OfASource_ReadsTheResolver()
    {
        Sources sources = new() { ["child"] = Doc.Text("<final><onentry><log expr='1'/></onentry></final>", "datamodel='ecmascript'") };
        var document = Doc.Load(
            "<state><invoke srcexpr=\"'child'\"/><transition event='done.invoke' target='f'/></state><final id='f'/>",
            "datamodel='ecmascript'",
            new() { Resolver = sources });
        await using var session = document.Start(new() { DataModel = Doc.EcmaScript });
        Assert.Equal("f", (await session.Completion).FinalState);
        Assert.Equal("1", session.Logged());
    }

    [Fact]
    public async Task Invoke_OfADocumentWithFaults_ReportsThemAtTheElement()
    {
        Trace trace = new();
        Sources sources = new() { ["child"] = Doc.Text("<state id='a'><onentry><raise/></onentry></state>") };
        await using var session = Doc.Load("<state>\n <invoke src='child'/></state>", options: new() { Resolver = sources })
            .Start(new() { Observer = trace });
        Assert.Equal((3, 2), (trace.Error!.Line, trace.Error.Column));
        Assert.Contains("(2,24): <raise> lacks the attribute 'event'", trace.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fail_OfAChild_IsAnEventOfTheParent()
    {
        await using var session = Doc.Start(
            "<state><invoke id='c'><content><scxml datamodel='ecmascript'><state>\n<onentry><script>while (true);</script></onentry>"
                + "</state></scxml>"
            + "</content></invoke><transition event='error.communication'><log expr=\"_event.invokeid + ' ' + _event.data.line\"/>"
            + "</transition></state>");
        Assert.Equal("c 3", session.Logged());
    }

    [Fact]
    public async Task Invoke_BeyondTheNumberOfSessions_IsAnErrorOfTheDocument()
    {
        await using var session = Doc.Start(
            "<state><invoke><content><scxml><state/></scxml></content></invoke><invoke><content><scxml><state/></scxml></content>"
                + "</invoke>" + Log + "</state>",
            options: new() { MaxSessions = 2 });
        Assert.Equal("error.execution", session.Logged());
    }

    [Fact]
    public async Task Cancel_WithChildren_EndsThemWithTheStateThatInvokedThem()
    {
        await using var session = Doc.Start(
            "<state><onexit><log expr=\"'outer'\"/></onexit><invoke><content><scxml datamodel='ecmascript'><state><onexit>"
                + "<log expr=\"'inner'\"/></onexit>"
            + "</state></scxml></content></invoke></state>");
        session.Cancel();
        Assert.Equal("outer inner", session.Logged());
        await Assert.ThrowsAsync<TaskCanceledException>(() => session.Completion);
    }

    private sealed class Trace : IScxmlObserver
    {
        internal int Ended { get; private set; }

        internal ScxmlFault? Error { get; private set; }

        public void OnEnded(string sessionId, ScxmlResult? result) => Ended++;

        public void OnError(string sessionId, ScxmlFault error) => Error = error;
    }

    private sealed class Sources : ScxmlResolver
    {
        private readonly Dictionary<string, string> texts = [];

        internal string this[string source]
        {
            set => texts[source] = value;
        }

        public override Stream? Open(string source) =>
            texts.TryGetValue(source, out var text) ? new MemoryStream(Encoding.UTF8.GetBytes(text)) : null;
    }
}
