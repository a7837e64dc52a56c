using System.Xml.Linq;
using CoroFsm.Testing;

namespace CoroFsm.Scxml.Tests.DataModels;

/// <summary>The ecmascript data model: values, locations, loops, system variables and events.</summary>
public sealed class EcmaScriptTests : IDisposable
{
    private static readonly EcmaScriptDataModel Model = new();

    private readonly ScxmlData data = Model.Create(new("session-1", "lamp", static state => state == "on")
    {
        IoProcessors = new Dictionary<string, string> { ["scxml"] = "#_scxml_session-1" },
        TimeProvider = new SimulatedTime(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero)),
    });

    public void Dispose() => data.Dispose();

    [Theory]
    [InlineData("1 + 1", 2.0)]
    [InlineData("'a' + 1", "a1")]
    [InlineData("1 < 2", true)]
    [InlineData("null", null)]
    [InlineData("undefined", null)]
    [InlineData("(function () { return 3 })()", 3.0)]
    [InlineData("1 // a comment", 1.0)]
    [InlineData("In('on')", true)]
    [InlineData("In('off')", false)]
    [InlineData("_name", "lamp")]
    [InlineData("_sessionid", "session-1")]
    [InlineData("_ioprocessors['scxml'].location", "#_scxml_session-1")]
    [InlineData("typeof _x", "object")]
    [InlineData("typeof _event", "undefined")]
    [InlineData("new Date()", "2030-01-02T03:04:05.000Z")]
    [InlineData("new Date(NaN)", null)]
    [InlineData("new Date(8e15)", null)]
    [InlineData("new Date(-1)", "1969-12-31T23:59:59.999Z")]
    public void Evaluate_OfExpression_ReturnsItsValue(string expression, object? expected) =>
        Assert.Equal(expected, data.Evaluate(expression));

    [Fact]
    public void Evaluate_OfObject_LeavesOutWhatJsonLeavesOut()
    {
        var value = Assert.IsAssignableFrom<IReadOnlyDictionary<string, object?>>(
            data.Evaluate("{ a: 1, b: [true, null, 'x', undefined], c: undefined, d: function () { }, e: { f: {} } }"));
        Assert.Equal(["a", "b", "e"], value.Keys);
        Assert.Equal("""{"a":1,"b":[true,null,"x",null],"e":{"f":{}}}""", ScxmlValue.ToText(value));
    }

    [Theory]
    [InlineData("return")]
    [InlineData("1; 2")]
    [InlineData("1) + (2")]
    [InlineData("")]
    [InlineData("missing")]
    [InlineData("undefined.member")]
    [InlineData("throw 1")]
    [InlineData("(() => { throw 'mine' })()")]
    [InlineData("10n")]
    [InlineData("(() => { let a = {}; a.a = a; return a })()")]
    public void Evaluate_OfCodeWithAnError_ThrowsWhatTheDocumentCanHandle(string expression)
    {
        var error = Assert.Throws<ScxmlErrorException>(() => data.Evaluate(expression));
        Assert.Equal(ScxmlEvent.ErrorExecution, error.EventName);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("0", false)]
    [InlineData("''", false)]
    [InlineData("'false'", true)]
    [InlineData("_event", false)]
    [InlineData("[]", true)]
    public void IsTrue_OfAnyValue_ConvertsToBoolean(string condition, bool expected) => Assert.Equal(expected, data.IsTrue(condition));

    [Fact]
    public void Assign_ToDeclaredLocations_SetsThem()
    {
        data.Declare("x");
        Assert.Equal("undefined", data.Evaluate("typeof x"));
        data.Assign("x", "{ list: [1, 2] }");
        data.Assign("x.list[1]", "x.list[0] + 6");
        data.AssignValue("x.name", "n");
        Assert.Equal("""{"list":[1,7],"name":"n"}""", ScxmlValue.ToText(data.Evaluate("x")));
        data.Declare("x");
        Assert.Equal(true, data.Evaluate("typeof x === 'object'"));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("missing.member")]
    [InlineData("'text'")]
    [InlineData("x = 1; y")]
    [InlineData("x, y")]
    [InlineData("f()")]
    [InlineData("")]
    [InlineData("_event")]
    [InlineData("_sessionid")]
    [InlineData("_name")]
    [InlineData("_x")]
    [InlineData("_x.member")]
    [InlineData("_ioprocessors")]
    [InlineData("_ioprocessors['scxml'].location")]
    [InlineData("_event.name")]
    [InlineData("undefined")]
    public void Assign_ToIllegalLocation_IsAnErrorAndChangesNothing(string location)
    {
        data.Declare("x");
        data.SetEvent(new("go"));
        Assert.Throws<ScxmlErrorException>(() => data.Assign(location, "1"));
        Assert.Throws<ScxmlErrorException>(() => data.AssignValue(location, 1.0));
        Assert.Equal("undefined", data.Evaluate("typeof x"));
        Assert.Equal("go", data.Evaluate("_event.name"));
        Assert.Equal("lamp", data.Evaluate("_name"));
    }

    [Theory]
    [InlineData("2x")]
    [InlineData("continue")]
    [InlineData("'x'")]
    [InlineData("a.b")]
    [InlineData("a b")]
    public void Declare_OfIllegalName_IsAnError(string name) => Assert.Throws<ScxmlErrorException>(() => data.Declare(name));

    [Theory]
    [InlineData(" [1, 2] ", "Array.isArray(x) && x[1] === 2")]
    [InlineData("{ \"a\": null }", "x.a === null")]
    [InlineData("17", "x === 17")]
    [InlineData("null", "x === null")]
    [InlineData("\n this  is \t a\r\n string ", "x === 'this is a string'")]
    [InlineData("function (a) { return a + 1 }", "x(1) === 2")]
    [InlineData("{ a: 1, f: function () { return this.a } }", "x.f() === 1")]
    [InlineData("[1, x]", "x[0] === 1 && x[1] === undefined")]
    [InlineData("(function () { return 1 })()", "x === '(function () { return 1 })()'")]
    [InlineData("<b xmlns=''><c d='e'/></b>", "x.documentElement.tagName === 'b'")]
    [InlineData("<b xmlns=''><c d='e'/></b>", "x.getElementsByTagName('c')[0].getAttribute('d') === 'e'")]
    [InlineData("<b><c></b>", "x === '<b><c></b>'")]
    public void AssignText_OfContent_IsJsonXmlObjectOrText(string text, string condition)
    {
        data.Declare("x");
        data.AssignText("x", text);
        Assert.True(data.IsTrue(condition), ScxmlValue.ToText(data.Evaluate("x")));
    }

    [Fact]
    public void Execute_OfScripts_SharesOneGlobalScope()
    {
        data.Execute("var a = 1; let b = 2; function add() { return a + b }");
        data.Execute("a++");
        Assert.Equal(4.0, data.Evaluate("add()"));
        Assert.Throws<ScxmlErrorException>(() => data.Execute("forgotten = 1"));
        Assert.Throws<ScxmlErrorException>(() => data.Execute("_name = 'other'"));
        Assert.Throws<ScxmlErrorException>(() => data.Execute("var _event = 1"));
    }

    [Fact]
    public void ForEach_OfArray_RunsOverACopyAndDeclaresItsVariables()
    {
        data.Declare("list");
        data.Assign("list", "[10, 20, 30]");
        data.Declare("seen");
        data.Assign("seen", "[]");
        data.ForEach("list", "item", "index", () => data.Execute("list.push(item); seen.push(index + ':' + item)"));
        Assert.Equal("""["0:10","1:20","2:30"]""", ScxmlValue.ToText(data.Evaluate("seen")));
        Assert.Equal(6.0, data.Evaluate("list.length"));
        Assert.Equal(30.0, data.Evaluate("item"));
        data.ForEach("[]", "other", null, static () => Assert.Fail("There is no item."));
        Assert.Equal("undefined", data.Evaluate("typeof other"));
    }

    [Theory]
    [InlineData("7", "item", null)]
    [InlineData("'text'", "item", null)]
    [InlineData("{ length: 1 }", "item", null)]
    [InlineData("missing", "item", null)]
    [InlineData("[1]", "'item'", null)]
    [InlineData("[1]", "continue", null)]
    [InlineData("[1]", "_event", null)]
    [InlineData("[1]", "item", "1")]
    public void ForEach_OfIllegalParts_IsAnErrorBeforeTheFirstItem(string array, string item, string? index) =>
        Assert.Throws<ScxmlErrorException>(() => data.ForEach(array, item, index, static () => Assert.Fail("The loop has begun.")));

    [Fact]
    public void SetEvent_WithAllFields_IsReadOnlyButForItsData()
    {
        data.SetEvent(new("a.b")
        {
            Type = ScxmlEventType.Platform,
            SendId = "s",
            Origin = "o",
            OriginType = "t",
            InvokeId = "i",
            Raw = "r",
            Data = ScxmlValue.From(new { value = 50, list = new[] { 1, 2 } }),
        });
        Assert.Equal(
            """["a.b","platform","s","o","t","i",{"value":50,"list":[1,2]},"r"]""",
            ScxmlValue.ToText(data.Evaluate(
                "[_event.name, _event.type, _event.sendid, _event.origin, _event.origintype, _event.invokeid, _event.data, _event.raw]")));
        data.Assign("_event.data.value", "51");
        Assert.True(data.IsTrue("_event === _event && _event.data.value === 51"));
        data.SetEvent(new("c") { Type = ScxmlEventType.Internal });
        Assert.True(data.IsTrue("_event.type === 'internal' && typeof _event.data === 'undefined'"));
        Assert.True(data.IsTrue("'sendid' in _event && _event.sendid === undefined"));
    }

    [Fact]
    public void SetEvent_WithXml_IsADocument()
    {
        data.SetEvent(new("x") { Data = XElement.Parse("<a xmlns:p='urn:p'>t<!--c--><p:b k='v'>u</p:b><b/></a>") });
        data.Declare("d");
        data.Assign("d", "_event.data");
        Assert.All(
            [
                "d.nodeType === 9 && d.nodeName === '#document' && d.firstChild === d.documentElement",
                "d.documentElement.parentNode === d && d.documentElement.ownerDocument === d && d.parentNode === null",
                "d.documentElement.childNodes.length === 4 && d.documentElement.firstChild.nodeValue === 't'",
                "d.getElementsByTagName('p:b')[0].localName === 'b' && d.getElementsByTagName('p:b')[0].namespaceURI === 'urn:p'",
                "d.getElementsByTagName('*').length === 3 && d.getElementsByTagName('b')[0].getAttribute('k') === null",
                "d.documentElement.textContent === 'tu' && d.documentElement.lastChild.previousSibling.hasAttribute('k')",
            ],
            condition => Assert.True(data.IsTrue(condition), condition));
        Assert.Throws<ScxmlErrorException>(() => data.Execute("d.nodeType = 1"));
        Assert.Throws<ScxmlErrorException>(() => data.Execute("d.mine = 1"));
        Assert.Equal("b", Assert.IsType<XElement>(data.Evaluate("d.documentElement.lastChild")).Name.LocalName);
        Assert.Equal("a", Assert.IsType<XElement>(data.Evaluate("d")).Name.LocalName);
    }

    [Theory]
    [InlineData(ScxmlCodeKind.Condition, "a ===")]
    [InlineData(ScxmlCodeKind.Value, "return")]
    [InlineData(ScxmlCodeKind.Location, "'a'")]
    [InlineData(ScxmlCodeKind.Variable, "continue")]
    [InlineData(ScxmlCodeKind.Script, "function (")]
    public void Check_OfSyntaxErrors_IsAFaultOnlyIfAskedFor(ScxmlCodeKind kind, string code)
    {
        Assert.Null(Model.Check(kind, code));
        Assert.NotNull(new EcmaScriptDataModel(new() { RejectSyntaxErrors = true }).Check(kind, code));
    }

    [Fact]
    public void Sessions_OfOneModel_ShareNothing()
    {
        data.Execute("Array.prototype.mine = 1; var a = 1");
        using var other = Model.Create(new("session-2", null, static _ => false));
        Assert.True(other.IsTrue("typeof a === 'undefined' && [].mine === undefined && _name === undefined"));
    }
}
