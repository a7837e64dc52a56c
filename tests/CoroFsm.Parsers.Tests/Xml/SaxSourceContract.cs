using System.Text;
using System.Xml;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Xml;

/// <summary>The contract of every source of SAX events.</summary>
public abstract class SaxSourceContract
{
    public static TheoryData<string, string> Documents => new()
    {
        { "<a/>", "S a|E a" },
        { "<a></a>", "S a|E a" },
        { "<a>text</a>", "S a|T text|E a" },
        { "<a> <b/>\n</a>", "S a|T  |S b|E b|T \n|E a" },
        { "<a>x&amp;y&#65;&#x1F600;</a>", "S a|T x&yA😀|E a" },
        { "<a><![CDATA[x & <y>]]></a>", "S a|T x & <y>|E a" },
        { "<a>x<![CDATA[y]]>z</a>", "S a|T xyz|E a" },
        { "<a><![CDATA[]]></a>", "S a|E a" },
        { "<a>1\r\n2\r3\n</a>", "S a|T 1\n2\n3\n|E a" },
        { "<a b='1' c=\"x&lt;y\"/>", "S a b='1' c='x<y'|E a" },
        { "<a b=' 1\t2\n3 '/>", "S a b=' 1 2 3 '|E a" },
        { "<p:a xmlns:p='u' p:b='1'/>", "S p:a xmlns:p='u' p:b='1'|E p:a" },
        { "<a><!-- c --></a>", "S a|C  c |E a" },
        { "<a><?t data ?></a>", "S a|P t data |E a" },
        { "<?xml version=\"1.0\"?><a/>", "X version=\"1.0\"|S a|E a" },
        { "<a>é😀</a>", "S a|T é😀|E a" },
        { "<é/>", "S é|E é" },
        { "\n<!--c-->\n<a/>\n<?p i?>\n", "C c|S a|E a|P p i" },
    };

    public static TheoryData<string> Faults => new()
    {
        "",
        "   ",
        "<a>",
        "<a></b>",
        "<a></a><b/>",
        "<a/>text",
        "<a b='1' b='2'/>",
        "<p:a/>",
        "<a>&unknown;</a>",
        "<a>]]></a>",
        "<a><",
        "<a b=1/>",
        "<a>&#0;</a>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><a>&e;</a>",
    };

    protected virtual bool GivesPieces => true;

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Run_Document_GivesItsEvents(string document, string expected)
    {
        var log = new EventLog();
        await Run(Encoding.UTF8.GetBytes(document), log);
        Assert.Equal(expected, string.Join('|', log.Merged));
        Assert.True(log.IsCompleted);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Run_ByteByByte_GivesTheSameEvents(string document, string expected)
    {
        var log = new EventLog();
        await Run(Encoding.UTF8.GetBytes(document), log, 1);
        Assert.Equal(expected, string.Join('|', log.Merged));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Run_FaultyDocument_FailsWithPositionAndNotifiesTarget(string document)
    {
        var log = new EventLog();
        var error = await Assert.ThrowsAnyAsync<XmlException>(() => Run(Encoding.UTF8.GetBytes(document), log));
        Assert.Same(error, log.Error);
        Assert.False(log.IsCompleted);
        Assert.True(error.LineNumber > 0);
    }

    [Fact]
    public async Task Run_Fault_GivesTheEventsBeforeIt()
    {
        var log = new EventLog();
        await Assert.ThrowsAnyAsync<XmlException>(() => Run("<a><b>1</b><b>2</c></a>"u8.ToArray(), log));
        Assert.Equal("S a|S b|T 1|E b|S b|T 2", string.Join('|', log.Merged));
    }

    [Fact]
    public async Task Run_LongText_ArrivesComplete()
    {
        // Surrogate pairs at odd positions: the first piece of 4,096 must not end in the middle of one.
        var text = "xxx" + string.Concat(Enumerable.Repeat("😀é ", 20_000));
        var log = new EventLog();
        await Run(Encoding.UTF8.GetBytes($"<a>{text}</a>"), log, 4099, 1, 17);
        Assert.Equal(["S a", $"T {text}", "E a"], log.Merged);
        Assert.Equal(GivesPieces, log.Lines.Count > 3);
    }

    [Fact]
    public async Task Run_NestedToTheLimit_IsAcceptedAndBeyondIsRejected()
    {
        await Run(Nested(512), new EventLog());
        var error = await Assert.ThrowsAnyAsync<XmlException>(() => Run(Nested(513), new EventLog()));
        Assert.Contains("512", error.Message);
        Assert.Contains("MaxDepth", error.Message);

        static byte[] Nested(int levels) => Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Repeat("<a>", levels)) + string.Concat(Enumerable.Repeat("</a>", levels)));
    }

    [Fact]
    public async Task Run_Events_HaveTheirPositions()
    {
        var log = new EventLog { WithPositions = true };
        await Run("<?xml version=\"1.0\"?>\n<a x='1'>\n  <b/><!--c-->t<![CDATA[d]]><?p i?></a>"u8.ToArray(), log);
        Assert.Equal(
            [
                "1:1 X version=\"1.0\"", "2:1 S a x='1'", "2:10 T \n  ", "3:3 S b", "3:3 E b", "3:7 C c", "3:15 T t", "3:16 T d",
                "3:29 P p i", "3:36 E a",
            ],
            log.Lines);
    }

    [Fact]
    public async Task Run_TargetThrows_NotifiesWholeGraphOnceAndThrows()
    {
        var target = new Failing();
        var error = await Assert.ThrowsAsync<ArithmeticException>(() => Run("<a/>"u8.ToArray(), target));
        Assert.Same(error, Assert.Single(target.Ends));
    }

    [Fact]
    public async Task Read_ExpiredEvent_ThrowsWhileItsCopyStaysValid()
    {
        SaxEvent borrowed = default;
        SaxEvent copy = default;
        await Run("<a x='1'>t</a>"u8.ToArray(), new Each(e =>
        {
            if (e.Kind != SaxKind.StartElement)
                return;
            borrowed = e;
            copy = e.Detach();
        }));

        Assert.Contains("Detach", Assert.Throws<InvalidOperationException>(() => borrowed.Name).Message);
        Assert.Throws<InvalidOperationException>(() => borrowed.Attributes);
        Assert.Equal("a", copy.Name);
        Assert.Equal("1", copy.Attributes.GetValue("x"));
        Assert.Equal(SaxKind.StartElement, borrowed.Kind);
    }

    [Fact]
    public async Task Run_Names_AreAtomised()
    {
        List<string> names = [];
        await Run("<a><bus/><bus/></a>"u8.ToArray(), new Each(e => names.Add(e.Name)));
        Assert.Same(names[1], names[3]);
    }

    [Fact]
    public async Task Run_Namespaces_AreResolved()
    {
        List<string> seen = [];
        await Run("<a xmlns='d' xmlns:p='u' p:x='1' y='2'><p:b/></a>"u8.ToArray(), new Each(e =>
        {
            seen.Add($"{e.Kind} {e.Prefix}:{e.LocalName} {e.NamespaceUri}");
            if (e.Attributes.Count > 0)
                seen.Add($"{e.Attributes.GetValue("x", "u")} {e.Attributes.GetValue("y", "")} {e.Attributes.GetValue("z") ?? "none"}");
        }));
        Assert.Equal(["StartElement :a d", "1 2 none", "StartElement p:b u", "EndElement p:b u", "EndElement :a d"], seen);
    }

    [Fact]
    public async Task Run_IntoMachine_HandlesEachEventOnArrival()
    {
        List<string> starts = [];
        using var machine = Machine.Start<SaxEvent>(async sax =>
        {
            await foreach (var e in sax)
            {
                if (e.Kind == SaxKind.StartElement)
                    starts.Add(e.Name);
            }
        });
        await Run("<a><b/><c>t</c></a>"u8.ToArray(), machine);
        Assert.Equal(["a", "b", "c"], starts);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public async Task Run_IntoDeferringMachine_KeepsCopies()
    {
        List<string> names = [];
        using var machine = Machine.Start<SaxEvent>(
            async sax =>
            {
                await sax.Receive(static e => e.Kind == SaxKind.EndElement);
                while (true)
                    names.Add((await sax.Receive()).Name);
            },
            new() { Unmatched = Unmatched.Defer });
        await Run("<a><b><c/></b></a>"u8.ToArray(), machine);
        Assert.Equal(["a", "b", "c", "b", "a"], names);
    }

    protected abstract Task Run(byte[] document, IObserver<SaxEvent> target, params int[] chunks);

    private sealed class Failing : IObserver<SaxEvent>
    {
        public List<Exception?> Ends { get; } = [];

        public void OnNext(SaxEvent value) => throw new ArithmeticException();

        public void OnCompleted() => Ends.Add(null);

        public void OnError(Exception error) => Ends.Add(error);
    }

    private sealed class Each(Action<SaxEvent> action) : IObserver<SaxEvent>
    {
        public void OnNext(SaxEvent value) => action(value);

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
