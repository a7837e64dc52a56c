using System.Collections;
using System.Text.Json;
using System.Xml.Linq;

namespace CoroFsm.Scxml.Tests.Values;

/// <summary>Values: from .NET objects, JSON and XML, and as text.</summary>
public sealed class ValueTests
{
    public enum Color
    {
        Red,
    }

    public static TheoryData<object?, string> Objects => new()
    {
        { null, "" },
        { true, "true" },
        { 5, "5" },
        { 5L, "5" },
        { (byte)5, "5" },
        { 2.5f, "2.5" },
        { 12.25m, "12.25" },
        { 1e21, "1E+21" },
        { 123456789012345680000.0, "123456789012345683968" },
        { double.NaN, "NaN" },
        { double.PositiveInfinity, "Infinity" },
        { "text", "text" },
        { 'c', "c" },
        { Color.Red, "Red" },
        { Guid.Empty, "00000000-0000-0000-0000-000000000000" },
        { new Uri("http://localhost/"), "http://localhost/" },
        { new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero), "2030-01-02T03:04:05.0000000+00:00" },
        { new DateOnly(2030, 1, 2), "2030-01-02" },
        { TimeSpan.FromSeconds(90), "00:01:30" },
        { XElement.Parse("<a b='c'/>"), "<a b=\"c\" />" },
        { new[] { 1, 2 }, "[1,2]" },
        { new List<object?> { null, "x", new[] { true } }, """[null,"x",[true]]""" },
        { new Hashtable { [1] = "one" }, """{"1":"one"}""" },
        { new Dictionary<string, int> { ["a"] = 1 }, """{"a":1}""" },
        { JsonDocument.Parse("""{"a":[1,"x",null,false]}""").RootElement, """{"a":[1,"x",null,false]}""" },
    };

    [Theory]
    [MemberData(nameof(Objects))]
    public void From_OfObject_IsTheValue(object? data, string text) => Assert.Equal(text, ScxmlValue.ToText(ScxmlValue.From(data)));

    [Fact]
    public void From_OfObjectsWithProperties_IsADictionary()
    {
        var value = ScxmlValue.From(new { Name = "x", Inner = new Point(1, 2), List = new[] { new { A = 1 } } });
        Assert.Equal("""{"Name":"x","Inner":{"X":1,"Y":2},"List":[{"A":1}]}""", ScxmlValue.ToText(value));
    }

    [Fact]
    public void From_OfNumbers_IsDouble()
    {
        Assert.Equal(1.0, ScxmlValue.From(1));
        Assert.Equal([1.0, 2.0], Assert.IsAssignableFrom<IReadOnlyList<object?>>(ScxmlValue.From(new[] { 1, 2 })));
    }

    [Fact]
    public void From_OfObjectThatContainsItself_Throws()
    {
        List<object?> list = [];
        list.Add(list);
        Assert.Contains("64", Assert.Throws<ArgumentException>(() => ScxmlValue.From(list)).Message, StringComparison.Ordinal);
        Node node = new();
        node.Next = node;
        Assert.Throws<ArgumentException>(() => ScxmlValue.From(node));
    }

    [Fact]
    public void From_OfObjectWithoutProperties_Throws() => Assert.Throws<ArgumentException>(() => ScxmlValue.From(new object()));

    [Theory]
    [InlineData("17", true)]
    [InlineData(" [1, {\"a\": null}] ", true)]
    [InlineData("null", true)]
    [InlineData("", false)]
    [InlineData("text", false)]
    [InlineData("{a: 1}", false)]
    [InlineData("[1,]", false)]
    public void TryParseJson_OfText_IsTrueForJson(string text, bool expected) =>
        Assert.Equal(expected, ScxmlValue.TryParseJson(text, out _));

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void TryParseJson_OfDeepText_IsFalse(string open) =>
        Assert.False(ScxmlValue.TryParseJson(string.Concat(Enumerable.Repeat(open, 100_000)), out _));

    [Theory]
    [InlineData(" <a/> ", true)]
    [InlineData("<?xml version='1.0'?><a><b/></a>", true)]
    [InlineData("text", false)]
    [InlineData("<a>", false)]
    [InlineData("<a/><b/>", false)]
    [InlineData("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", false)]
    [InlineData("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", false)]
    public void TryParseXml_OfText_IsTrueForXmlWithoutDocumentType(string text, bool expected) =>
        Assert.Equal(expected, ScxmlValue.TryParseXml(text, out _));

    private sealed record Point(int X, int Y);

    private sealed class Node
    {
        public Node? Next { get; set; }
    }
}
