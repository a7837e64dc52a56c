using CoroFsm.Scxml.Tests.Support;
using CoroFsm.Testing;

namespace CoroFsm.Scxml.Tests.Sessions;

/// <summary>What the program that runs a session sees of it.</summary>
public sealed class SessionTests
{
    private const string Coins = """
        <datamodel><data id="sum" expr="0"/></datamodel>
        <state id="idle">
          <transition event="coin" cond="_event.data.value > 0"><assign location="sum" expr="sum + _event.data.value"/></transition>
          <transition event="coffee" cond="sum >= 100" target="made"/>
        </state>
        <final id="made"><donedata><param name="change" expr="sum - 100"/></donedata></final>
        """;

    [Fact]
    public async Task SendAsync_UntilAFinalState_CompletesWithItsData()
    {
        await using var session = Doc.Start(Coins);
        Assert.True(await session.SendAsync("coin", new { value = 50 }));
        Assert.Equal(["idle"], session.Configuration);
        Assert.True(await session.SendAsync("coin", new { value = 70 }));
        Assert.False(session.Completion.IsCompleted);
        Assert.True(session.Send("coffee"));

        var result = await session.Completion;
        Assert.Equal("made", result.FinalState);
        Assert.Equal(20.0, Assert.IsAssignableFrom<IReadOnlyDictionary<string, object?>>(result.Data)["change"]);
        Assert.Empty(session.Configuration);
        Assert.False(session.Send("coin"));
        Assert.False(await session.SendAsync("coin"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a..b")]
    [InlineData("*")]
    public async Task Send_OfNoEventName_Throws(string name)
    {
        await using var session = Doc.Start(Coins);
        Assert.Throws<ArgumentException>(nameof(name), () => session.Send(name));
        Assert.Throws<ArgumentException>(nameof(name), () => session.Send(name, 1));
        await Assert.ThrowsAsync<ArgumentException>(nameof(name), () => session.SendAsync(name));
    }

    [Fact]
    public async Task Send_OfWhatIsNoValue_Throws()
    {
        await using var session = Doc.Start("<state/>");
        List<object?> circle = [];
        circle.Add(circle);
        Assert.Throws<ArgumentException>(() => session.Send("x", circle));
        Assert.Throws<ArgumentException>(() => session.Send(new ScxmlEvent("x") { Data = circle }));
    }

    [Fact]
    public async Task Configuration_OfNestedStates_IsInDocumentOrder()
    {
        await using var session = Doc.Start("<state id='s'><parallel id='p'><state id='a'><state/></state><state id='b'/></parallel>"
            + "</state>");
        Assert.Equal(["s", "p", "a", "b"], session.Configuration);
        Assert.True(session.IsIn("a"));
        Assert.False(session.IsIn("c"));
    }

    [Fact]
    public async Task Start_WithData_ReplacesTheValuesOfTheDocument()
    {
        await using var session = Doc.Start(
            "<datamodel><data id='v' expr='1'/><data id='w' expr='2'/></datamodel><state><onentry><log expr='v + w'/></onentry></state>",
            options: new() { Data = new Dictionary<string, object?> { ["v"] = 10, ["other"] = 5 } });
        Assert.Equal("12", session.Logged());
    }

    [Fact]
    public async Task Start_WithASessionId_IsThatSession()
    {
        await using var session = Doc.Start("<state><onentry><log expr='_sessionid + _name'/></onentry></state>", attributes: "name=\"n\"",
            options: new() { SessionId = "s1" });
        Assert.Equal(("s1", "s1n"), (session.Id, session.Logged()));
    }

    [Fact]
    public void Start_WithAnotherDataModel_NamesBoth()
    {
        var error = Assert.Throws<ArgumentException>(() => Doc.Load("<state/>", "datamodel=\"xpath\"").Start());
        Assert.Contains("'xpath'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'null'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_OfARunningSession_RunsItsExitActions()
    {
        var session = Doc.Start("<state id='s'><onexit><log expr=\"'out'\"/></onexit></state>");
        await session.DisposeAsync();
        await session.DisposeAsync();
        Assert.Equal("out", session.Logged());
        Assert.True(session.Completion.IsCanceled);
        Assert.False(session.Send("x"));
    }

    [Fact]
    public async Task CancellationToken_Cancelled_EndsTheSession()
    {
        using CancellationTokenSource cancellation = new();
        var session = Doc.Load("<state id='s'/>").Start(cancellationToken: cancellation.Token);
        Assert.False(session.Completion.IsCompleted);
        await cancellation.CancelAsync();
        Assert.True(session.Completion.IsCanceled);
    }

    [Fact]
    public async Task Log_BeyondItsLimit_KeepsTheLastEntries()
    {
        List<ScxmlLogEntry> all = [];
        await using var session = Doc.Start(
            "<state><onentry><foreach array='[1,2,3]' item='i'>\n  <log label='n' expr='i'/></foreach></onentry></state>",
            options: new() { MaxLogEntries = 2, Log = all.Add });
        Assert.Equal("n: 2 n: 3", session.Logged());
        Assert.Equal(3, all.Count);
        Assert.Equal((session.Id, "n", 1.0, 3, 3), (all[0].SessionId, all[0].Label, (double)all[0].Value!, all[0].Line, all[0].Column));
    }

    [Fact]
    public async Task Observer_OfASession_SeesWhatItDoes()
    {
        SimulatedTime time = new();
        Recorder recorder = new();
        await using var session = Doc.Start(
            "<state id='a'><transition event='go' target='b'><send event='later' delay='1s'/><raise event='now'/></transition></state>"
            + "<state id='b'><onentry><log expr='1'/></onentry><transition event='later' target='c'/></state><final id='c'/>",
            time,
            attributes: "name=\"doc\"",
            options: new() { Observer = recorder });
        session.Send("go");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(
            [
                "started doc", "in a", "event go", "send later 00:00:01", "a -> b", "log 1", "event now", "in b", "event later", "b -> c",
                "ended c",
            ],
            recorder.Lines);
    }

    [Theory]
    [InlineData("started")]
    [InlineData("event go")]
    [InlineData("send later")]
    [InlineData("log")]
    [InlineData("a -> b")]
    [InlineData("in b")]
    [InlineData("ended")]
    public async Task Observer_Throwing_EndsTheSession(string when)
    {
        Recorder recorder = new() { FailsAt = when };
        var document = Doc.Load("""
            <state id="a">
              <transition event="go" target="b"><send event="later" delay="1s"/></transition>
            </state>
            <state id="b"><onentry><log label="l"/></onentry><transition event="end" target="c"/></state>
            <final id="c"/>
            """);
        var error = await Assert.ThrowsAsync<ScxmlException>(async () =>
        {
            await using var session = document.Start(new() { Observer = recorder, TimeProvider = new SimulatedTime() });
            await session.SendAsync("go");
            await session.SendAsync("end");
            await session.Completion;
        });
        Assert.Contains("observer", error.ToString(), StringComparison.Ordinal);
        Assert.Single(recorder.Lines, static line => line.StartsWith("ended", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_OfAFailedSession_ThrowsItsFailure()
    {
        Recorder recorder = new() { FailsAt = "event go" };
        await using var session = Doc.Load("<state/>").Start(new() { Observer = recorder });
        Assert.Throws<ScxmlException>(() => session.Send("go"));
        Assert.Throws<ScxmlException>(() => session.Send("go"));
        await Assert.ThrowsAsync<ScxmlException>(() => session.Completion);
    }

    [Fact]
    public async Task Observer_ThatSends_IsServedAfterTheCurrentEvent()
    {
        ScxmlSession? session = null;
        Reentrant observer = new(name => session!.Send($"{name}.again"));
        session = Doc.Load("<state/>").Start(new() { Observer = observer });
        session.Send("x");
        Assert.Equal(["begin x", "end x", "begin x.again", "end x.again"], observer.Lines);
        await session.DisposeAsync();
    }

    [Fact]
    public async Task Send_FromManyThreads_HandlesEachEventOnceAndOneAtATime()
    {
        const int Threads = 4;
        const int Events = 250;
        Exclusive observer = new();
        await using var session = Doc.Start(
            "<datamodel><data id='n' expr='0'/></datamodel><state><transition event='x'><assign location='n' expr='n + 1'/></transition>"
            + "<transition event='read' target='f'/></state><final id='f'><donedata><content expr='n'/></donedata></final>",
            options: new() { Observer = observer });
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Events; i++)
                await session.SendAsync("x");
        })));
        session.Send("read");
        Assert.Equal((double)(Threads * Events), (await session.Completion).Data);
        Assert.False(observer.HasOverlapped);
    }

    private sealed class Exclusive : IScxmlObserver
    {
        private int inside;

        internal bool HasOverlapped { get; private set; }

        public void OnEvent(string sessionId, ScxmlEvent value)
        {
            HasOverlapped |= Interlocked.Increment(ref inside) != 1;
            Interlocked.Decrement(ref inside);
        }
    }

    private sealed class Reentrant(Action<string> send) : IScxmlObserver
    {
        internal List<string> Lines { get; } = [];

        public void OnEvent(string sessionId, ScxmlEvent value)
        {
            Lines.Add($"begin {value.Name}");
            if (value.Name == "x")
                send(value.Name);
            Lines.Add($"end {value.Name}");
        }
    }

    private sealed class Recorder : IScxmlObserver
    {
        internal List<string> Lines { get; } = [];

        internal string FailsAt { get; init; } = "never";

        public void OnStarted(string sessionId, string? name) => Add($"started {name}");

        public void OnEvent(string sessionId, ScxmlEvent value) => Add($"event {value.Name}");

        public void OnTransition(string sessionId, string source, string destination) => Add($"{source} -> {destination}");

        public void OnConfiguration(string sessionId, IReadOnlyList<string> configuration) => Add($"in {string.Join(' ', configuration)}");

        public void OnSend(string sessionId, ScxmlMessage message, TimeSpan delay) => Add($"send {message.EventName} {delay}");

        public void OnLog(ScxmlLogEntry entry) => Add($"log {entry}");

        public void OnEnded(string sessionId, ScxmlResult? result) => Add($"ended {result?.FinalState}");

        private void Add(string line)
        {
            Lines.Add(line);
            if (line.StartsWith(FailsAt, StringComparison.Ordinal))
                throw new InvalidOperationException("The observer has failed.");
        }
    }
}
