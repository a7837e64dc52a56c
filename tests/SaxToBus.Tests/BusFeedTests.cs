using System.Security;
using System.Text;
using CoroFsm;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace SaxToBus.Tests;

/// <summary>The output of the machine for a feed, on every backend.</summary>
public sealed class BusFeedTests
{
    [Theory]
    [InlineData("<bus><id>1</id></bus>", "id=1")]
    [InlineData("<bus></bus>", "")]
    [InlineData("<bus/>", "")]
    [InlineData("<bus><id/><route></route></bus>", "id=|route=")]
    [InlineData("<bus><unknown>x</unknown></bus>", "unknown=x")]
    [InlineData("<bus><id>1</id><route>2</route><id>3</id></bus>", "id=3|route=2")]
    [InlineData("<bus><id/><route>2</route><id>3</id></bus>", "id=3|route=2")]
    [InlineData("<bus><stop><name>X</name><no>7</no></stop></bus>", "stop/name=X|stop/no=7")]
    [InlineData("<bus><stop> own <name>X</name></stop></bus>", "stop/name=X|stop= own ")]
    [InlineData("<bus><a><b><c>deep</c></b></a></bus>", "a/b/c=deep")]
    [InlineData("<bus><twin><bus><id>2</id></bus></twin><id>1</id></bus>", "twin/bus/id=2|id=1")]
    [InlineData("<bus><id>1<!-- c -->2<![CDATA[ & 3]]>&lt;</id></bus>", "id=12 & 3<")]
    [InlineData("<bus> <id>1</id> stray </bus>", "id=1")]
    [InlineData("<id>9</id><bus><id>1</id></bus><id>9</id>", "id=1")]
    public void Read_Bus_GivesItsFields(string feed, string expected) =>
        Assert.Equal(expected, string.Join('|', Assert.Single(Read($"<buses>{feed}</buses>")).Select(f => $"{f.Key}={f.Value}")));

    [Theory]
    [MemberData(nameof(AllBackends))]
    public void Read_Bus_IsEmittedWithItsLastEvent(string backend)
    {
        List<Bus> buses = [];
        var machine = BusMachine.Create(Enum.Parse<Backend>(backend), Sink.To<Bus>(buses.Add), new());
        Assert.Throws<System.Xml.XmlException>(() => new XmlReaderSource(new StringReader("<buses><bus><id>1</id></bus><")).Run(machine));
        Assert.Single(buses);
    }

    [Theory]
    [MemberData(nameof(AllBackends))]
    public void Read_TooManyFields_GivesSameErrorAtSamePosition(string backend)
    {
        var feed = $"<buses>\n<bus>{string.Concat(Enumerable.Range(0, 1001).Select(i => $"<f{i % 10}{i}/>"))}</bus></buses>";
        var expected = Assert.Throws<System.Xml.XmlException>(() => Read(feed, Backend.Coroutine));
        var error = Assert.Throws<System.Xml.XmlException>(() => Read(feed, Enum.Parse<Backend>(backend)));
        Assert.Equal((expected.Message, 2, expected.LinePosition), (error.Message, error.LineNumber, error.LinePosition));
    }

    [Theory]
    [MemberData(nameof(AllBackends))]
    public void Read_TargetThrows_ThrowsAndEmitsNothingMore(string backend)
    {
        var emitted = 0;
        var machine = BusMachine.Create(
            Enum.Parse<Backend>(backend), Sink.To<Bus>(_ => throw new InvalidTimeZoneException($"{++emitted}")), new());
        var error = Assert.Throws<InvalidTimeZoneException>(
            () => new XmlReaderSource(new StringReader("<buses><bus/><bus/></buses>")).Run(machine));
        Assert.Equal("1", error.Message);
    }

    [Fact]
    public void State_WhileReading_NamesTheWaitingMethod()
    {
        List<string> states = [];
        using var machine = Machine.Start<SaxEvent>(sax => BusFeed.Read(sax, _ => { }));
        new XmlReaderSource(new StringReader("<buses><bus><stop><name/></stop></bus></buses>")).Run(new Watching(machine, states));
        Assert.Equal(["Read", "Read/Bus", "Read/Bus", "Read/Bus", "Read/Bus", "Read/Bus", "Read", "Read"], states);
    }

    [Property]
    public Property Read_AnyFlatFeed_EqualsTheModel()
    {
        var field = Gen.Elements("id", "route", "direction", "x").Zip(Gen.Elements("", "1", "a & b", " é ", "<"));
        var bus = field.Select(f => $"<{f.Item1}>{SecurityElement.Escape(f.Item2)}</{f.Item1}>").ArrayOf().Select(
            c => $"<bus>\n{string.Concat(c)}</bus>\r\n");
        return Prop.ForAll(bus.ArrayOf().Select(b => $"<buses>{string.Concat(b)}</buses>").ToArbitrary(), feed =>
        {
            var expected = Feeds.Model(Encoding.UTF8.GetBytes(feed)).Select(Dictionary);
            return expected.SequenceEqual(Read(feed).Select(b => string.Join('|', b.Select(f => $"{f.Key}={f.Value}"))));
        });

        static string Dictionary((string Name, string Value)[] fields) =>
            string.Join('|', fields.GroupBy(f => f.Name).Select(g => $"{g.Key}={g.Last().Value}"));
    }

    public static TheoryData<string> AllBackends => [.. Enum.GetNames<Backend>()];

    private static List<Bus> Read(string feed)
    {
        var all = Array.ConvertAll(Enum.GetValues<Backend>(), backend => Read(feed, backend));
        foreach (var other in all)
            Assert.Equal(all[0].Select(fields => fields.ToArray()), other.Select(fields => fields.ToArray()));
        return all[0];
    }

    private static List<Bus> Read(string feed, Backend backend)
    {
        List<Bus> buses = [];
        new XmlReaderSource(new StringReader(feed)).Run(BusMachine.Create(backend, Sink.To<Bus>(buses.Add), new()));
        return buses;
    }

    private sealed class Watching(Machine<SaxEvent> machine, List<string> states) : IObserver<SaxEvent>
    {
        public void OnNext(SaxEvent value)
        {
            machine.Send(value);
            states.Add(machine.State);
        }

        public void OnCompleted() => machine.Complete();

        public void OnError(Exception error) => machine.Throw(error);
    }
}
