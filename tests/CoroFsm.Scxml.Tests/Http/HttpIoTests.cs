using System.Net;
using System.Text;
using CoroFsm.Scxml.Http;

namespace CoroFsm.Scxml.Tests.Http;

/// <summary>The basic HTTP event I/O processor, through sockets of this machine.</summary>
public sealed class HttpIoTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    /// <summary>Waits for one event of any name, and ends with its fields.</summary>
    private static readonly ScxmlDocument Receiver = ScxmlDocument.Load("""
        <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript">
          <datamodel><data id="seen"/></datamodel>
          <state id="waiting">
            <transition event="*" target="done"><assign location="seen" expr="[_event.name, _event.origintype, _event.data]"/></transition>
          </state>
          <final id="done"><donedata><content expr="seen"/></donedata></final>
        </scxml>
        """);

    private static readonly EcmaScriptDataModel Model = new();

    [Theory]
    [InlineData("POST", "", "application/x-www-form-urlencoded", "_scxmleventname=go&a=1&b=x+y%21", "go", """{"a":"1","b":"x y!"}""")]
    [InlineData("POST", "", "application/x-www-form-urlencoded; charset=utf-8", "a=1&a=2&c", "HTTP.POST", """{"a":["1","2"],"c":""}""")]
    [InlineData("POST", "?_scxmleventname=a.b", "application/json", """{"n":[1,null]}""", "a.b", """{"n":[1,null]}""")]
    [InlineData("POST", "", "application/json", "{not json", "HTTP.POST", "\"{not json\"")]
    [InlineData("PUT", "", "text/plain", "plain & simple", "HTTP.PUT", "\"plain & simple\"")]
    [InlineData("POST", "", "application/x-www-form-urlencoded", "some%20content", "HTTP.POST", "\"some content\"")]
    [InlineData("POST", "", "application/xml", "<a><b/></a>", "HTTP.POST", "\"<a><b /></a>\"")]
    [InlineData("GET", "?_scxmleventname=go&a=1", null, "", "go", """{"a":"1"}""")]
    [InlineData("DELETE", "", null, "", "HTTP.DELETE", "null")]
    public async Task Request_FromOutside_IsAnEvent(string method, string query, string? type, string body, string name, string data)
    {
        await using var http = HttpIoProcessor.Listen();
        await using var session = Start(Receiver, http);
        using var response = await RequestAsync(method, http.AddressOf(session) + query, type, body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"""["{name}","{http.Type}",{data}]""", ScxmlValue.ToText((await session.Completion).Data));
    }

    [Theory]
    [InlineData("_scxmleventname=", HttpStatusCode.BadRequest)]
    [InlineData("_scxmleventname=a..b", HttpStatusCode.BadRequest)]
    [InlineData("_scxmleventname=*", HttpStatusCode.BadRequest)]
    [InlineData("x=12345678901234567890", HttpStatusCode.RequestEntityTooLarge)]
    public async Task Request_ThatIsNoEvent_IsRefused(string body, HttpStatusCode status)
    {
        await using var http = HttpIoProcessor.Listen(new() { MaxBodyLength = 20 });
        await using var session = Start(Receiver, http);
        using var response = await RequestAsync("POST", http.AddressOf(session)!.AbsoluteUri, "application/x-www-form-urlencoded", body);
        Assert.Equal(status, response.StatusCode);
        Assert.True(session.IsIn("waiting"));
    }

    [Fact]
    public async Task Request_ToNoSession_IsNotFound()
    {
        await using var http = HttpIoProcessor.Listen();
        await using var session = Start(Receiver, http);
        var address = http.AddressOf(session)!.AbsoluteUri;
        await session.SendAsync("end");
        Assert.Null(http.AddressOf(session));
        foreach (var wrong in new[] { address, $"http://127.0.0.1:{http.Port}/", $"http://127.0.0.1:{http.Port}/{session.Id}" })
        {
            using var response = await RequestAsync("POST", wrong, "application/json", "{}");
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("""<send type="basichttp" targetexpr="to" event="go" namelist="n"/>""", """["go",TYPE,{"n":"7"}]""")]
    [InlineData("""<send type="basichttp" targetexpr="to" event="go"><param name="é" expr="'&amp;='"/></send>""", """["go",TYPE,{"é":"&="}]""")]
    [InlineData("""<send type="basichttp" targetexpr="to"><content expr="{ a: [n] }"/></send>""", """["HTTP.POST",TYPE,{"a":[7]}]""")]
    [InlineData("""<send type="basichttp" targetexpr="to"><content>some text</content></send>""", """["HTTP.POST",TYPE,"some text"]""")]
    [InlineData("""<send type="basichttp" targetexpr="to"><content><a xmlns=""/></content></send>""", """["HTTP.POST",TYPE,"<a />"]""")]
    [InlineData("""<send type="basichttp" targetexpr="to"/>""", """["HTTP.POST",TYPE,null]""")]
    public async Task Send_ToAnotherProcessor_Arrives(string send, string expected)
    {
        await using var there = HttpIoProcessor.Listen();
        await using var here = HttpIoProcessor.Listen();
        await using var receiver = Start(Receiver, there);
        await using var sender = Start(Sender(send), here, ("to", there.AddressOf(receiver)!.AbsoluteUri), ("n", 7.0));
        var seen = ScxmlValue.ToText((await receiver.Completion).Data);
        Assert.Equal(expected.Replace("TYPE", $"\"{there.Type}\"", StringComparison.Ordinal), seen);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("''")]
    [InlineData("'nowhere'")]
    [InlineData("'ftp://127.0.0.1/'")]
    [InlineData("'file:///etc/passwd'")]
    [InlineData("'http://example.com/'")]
    [InlineData("'http://127.0.0.1@example.com/'")]
    [InlineData("'http://169.254.169.254/latest'")]
    [InlineData("'http://[::ffff:10.0.0.1]/'")]
    public async Task Send_ToAForbiddenAddress_IsAnErrorOfTheDocument(string target)
    {
        await using var http = HttpIoProcessor.Listen();
        await using var sender = Start(Sender($"""<send id="s1" type="basichttp" targetexpr="{target}" event="go"/>"""), http);
        Assert.Equal("s1", (await sender.Completion).Data);
    }

    /// <summary>The port of a processor that is closed: the connection is refused.</summary>
    [Fact]
    public async Task Send_ToNoListener_IsAnErrorOfTheDocument()
    {
        await using var http = HttpIoProcessor.Listen();
        var closed = HttpIoProcessor.Listen();
        await closed.DisposeAsync();
        var target = $"'http://127.0.0.1:{closed.Port}/'";
        await using var sender = Start(Sender($"""<send id="s1" type="basichttp" targetexpr="{target}" event="go"/>"""), http);
        Assert.Equal("s1", (await sender.Completion).Data);
    }

    /// <summary>An answer without success is an error too: nothing has received the event.</summary>
    [Fact]
    public async Task Send_ToNoSession_IsAnErrorOfTheDocument()
    {
        await using var http = HttpIoProcessor.Listen();
        var send = $"""<send id="s1" type="basichttp" target="http://127.0.0.1:{http.Port}/nowhere" event="go"/>""";
        await using var sender = Start(Sender(send), http);
        Assert.Equal("s1", (await sender.Completion).Data);
    }

    [Fact]
    public async Task Send_OfManyMessages_KeepsTheirOrder()
    {
        const int Count = 50;
        var document = ScxmlDocument.Load($$"""
            <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript">
              <datamodel><data id="seen" expr="[]"/></datamodel>
              <state id="counting">
                <transition event="n" cond="_event.data.n == {{Count - 1}}" target="done"><script>seen.push(+_event.data.n)</script></transition>
                <transition event="n"><script>seen.push(+_event.data.n)</script></transition>
              </state>
              <final id="done"><donedata><content expr="seen"/></donedata></final>
            </scxml>
            """);
        await using var there = HttpIoProcessor.Listen();
        await using var here = HttpIoProcessor.Listen();
        await using var receiver = Start(document, there);
        await using var sender = Start(
            Sender($"""
                <foreach array="Array.from(new Array({Count}).keys())" item="n">
                  <send type="basichttp" targetexpr="to" event="n" namelist="n"/>
                </foreach>
                """),
            here,
            ("to", there.AddressOf(receiver)!.AbsoluteUri));
        var seen = Assert.IsAssignableFrom<IReadOnlyList<object?>>((await receiver.Completion).Data);
        Assert.Equal(Enumerable.Range(0, Count).Select(static n => (object?)(double)n), seen);
    }

    [Fact]
    public async Task Listen_ByDefault_IsLoopbackOnly()
    {
        await using var http = HttpIoProcessor.Listen();
        await using var session = Start(Receiver, http);
        var address = http.AddressOf(session)!.AbsoluteUri;
        Assert.StartsWith($"http://127.0.0.1:{http.Port}/", address, StringComparison.Ordinal);
        Assert.DoesNotContain(session.Id, address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_AtAPortInUse_Throws()
    {
        await using var http = HttpIoProcessor.Listen();
        Assert.Throws<HttpListenerException>(() => HttpIoProcessor.Listen(new() { Port = http.Port }));
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HttpIoOptions { Port = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HttpIoOptions { Port = 65_536 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HttpIoOptions { MaxBodyLength = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HttpIoOptions { MaxRequests = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HttpIoOptions { MaxPendingMessages = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HttpIoOptions { Timeout = TimeSpan.Zero });
    }

    /// <summary>Makes a document that sends, and ends with the identifier of the first message that fails.</summary>
    private static ScxmlDocument Sender(string send) => ScxmlDocument.Load($"""
        <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript">
          <datamodel><data id="to"/><data id="n"/><data id="failed"/></datamodel>
          <state id="sending">
            <onentry>{send}</onentry>
            <transition event="error.communication" target="done"><assign location="failed" expr="_event.sendid"/></transition>
          </state>
          <final id="done"><donedata><content expr="failed"/></donedata></final>
        </scxml>
        """);

    private static ScxmlSession Start(ScxmlDocument document, HttpIoProcessor http, params (string Name, object? Value)[] data) =>
        document.Start(
            new()
            {
                DataModel = Model,
                IoProcessors = [http],
                Data = data.ToDictionary(static pair => pair.Name, static pair => pair.Value),
            },
            Cancellation);

    private static async Task<HttpResponseMessage> RequestAsync(string method, string address, string? type, string body)
    {
        using HttpClient client = new();
        using HttpRequestMessage request = new(new HttpMethod(method), address);
        if (type is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return await client.SendAsync(request, Cancellation);
    }
}
