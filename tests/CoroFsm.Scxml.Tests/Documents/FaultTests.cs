using CoroFsm.Scxml.Tests.Support;

namespace CoroFsm.Scxml.Tests.Documents;

/// <summary>Every fault of a document is reported, with its position and its cure.</summary>
public sealed class FaultTests
{
    private const string Other = "<state id=\"b\"/>";

    public static TheoryData<string, string, string> Faults { get; } = new()
    {
        // Elements in the wrong place, or too often, or missing.
        { "<onentry/>" + Other, "2,1", "<onentry> must not be inside <scxml>. Allowed: datamodel, final, parallel, script, state." },
        { "<state id=\"a\"><final id=\"f\"><transition target=\"a\"/></final></state>", "2,29", "<transition> must not be inside <final>" },
        { "<state id=\"a\"><onentry><state/></onentry></state>", "2,24", "<state> must not be inside <onentry>" },
        { "<state id=\"a\"><onentry><rise event=\"x\"/></onentry></state>", "2,24", "<rise> must not be inside <onentry>" },
        { "<state id=\"a\"><onentry><raise event=\"x\"><log/></raise></onentry></state>", "2,41", "<log> must not be inside <raise>" },
        { "<datamodel/><datamodel/>" + Other, "2,13", "<scxml> contains a second <datamodel>. Keep one." },
        { "<state id=\"a\"><initial/></state>", "2,15", "<initial> lacks a <transition> element. Add it." },
        { "<state id=\"a\"><history id=\"h\"/></state>", "2,15", "<history> lacks a <transition> element" },
        { "<state id=\"a\">go</state>", "2,1", "<state> contains text. Remove it" },
        { "", "1,1", "<scxml> contains no state. Add a <state>" },

        // Attributes.
        { "<state name=\"a\"/>", "2,1", "<state> has no attribute 'name'. Allowed: id, initial." },
        { "<state id=\"a\"><onentry><raise/></onentry></state>", "2,24", "<raise> lacks the attribute 'event'. Add it." },
        { "<state id=\"a\"><onentry><raise event=\"\"/></onentry></state>", "2,24", "<raise> lacks the attribute 'event'" },
        { "<state id=\"a\"><onentry><if><raise event=\"x\"/></if></onentry></state>", "2,24", "<if> lacks the attribute 'cond'" },
        { "<state id=\"a\"><onentry><foreach item=\"i\"/></onentry></state>", "2,24", "<foreach> lacks the attribute 'array'" },
        { "<state id=\"a\"><onentry><assign expr=\"1\"/></onentry></state>", "2,24", "<assign> lacks the attribute 'location'" },
        { "<datamodel><data expr=\"1\"/></datamodel>" + Other, "2,12", "<data> lacks the attribute 'id'" },
        { "<state id=\"a\"><history id=\"h\" type=\"full\"><transition target=\"c\"/></history><state id=\"c\"/></state>", "2,15",
            "<history> has type=\"full\". Allowed: shallow, deep." },
        { "<state id=\"a\"><transition type=\"local\" event=\"x\" target=\"a\"/></state>", "2,15", "Allowed: internal, external." },

        // Identifiers and targets.
        { "<state id=\"a\"/><state id=\"a\"/>", "2,16",
            "The identifier 'a' is used by the state at line 2, column 1, too. Rename one of them." },
        { "<state id=\"a b\"/>", "2,1", "The identifier 'a b' is empty or contains white space." },
        { "<state id=\"a\"><transition event=\"x\" target=\"c\"/></state>", "2,15",
            "The target 'c' is no state of the document. Add the state" },
        { "<state id=\"a\"><transition event=\"x\" target=\"B\"/></state>" + Other, "2,15",
            "The target 'B' is no state of the document. Write 'b'." },
        { "<state id=\"a\"><transition event=\"x\" target=\"a b\"/></state>" + Other, "2,15",
            "The targets 'a' and 'b' exclude each other." },
        { "<state id=\"a\" initial=\"b\"><state id=\"c\"/></state>" + Other, "2,1", "The target 'b' is not inside <state id=\"a\">." },
        { "<state id=\"a\"><initial><transition target=\"b\"/></initial><state id=\"c\"/></state>" + Other, "2,24",
            "The target 'b' is not inside" },
        { "<state id=\"a\" initial=\"c\"><initial><transition target=\"c\"/></initial><state id=\"c\"/></state>", "2,27",
            "a second initial transition" },
        { "<state id=\"a\"><initial><transition target=\"b\"/></initial></state>" + Other, "2,1",
            "has initial states, but contains no state" },
        { "<state id=\"a\"><initial><transition event=\"x\" target=\"c\"/></initial><state id=\"c\"/></state>", "2,24",
            "has an event or a condition" },
        { "<state id=\"a\"><initial><transition/></initial><state id=\"c\"/></state>", "2,24", "has no target. Add target=" },
        { "<state id=\"a\"><history id=\"h\"><transition target=\"h\"/></history><state id=\"c\"/></state>", "2,31", "leads to itself" },
        { "<state id=\"a\"><history id=\"h\"><transition target=\"d\"/></history><state id=\"c\"><state id=\"d\"/></state></state>", "2,31",
            "is not directly inside <state id=\"a\">. Name a direct substate, or write type=\"deep\"." },
        { "<state id=\"a\"><history id=\"h\"><transition target=\"b\"/></history><state id=\"c\"/></state>" + Other, "2,31",
            "is not inside" },

        // Transitions and events.
        { "<state id=\"a\"><transition/></state>", "2,15", "has no event, no condition and no target. Add one of them." },
        { "<state id=\"a\"><transition event=\" \" target=\"a\"/></state>", "2,15", "has an empty list of events" },
        { "<state id=\"a\"><transition event=\"a..b\" target=\"a\"/></state>", "2,15", "'a..b' in event=\"a..b\" is no event descriptor." },
        { "<state id=\"a\"><transition event=\"a*\" target=\"a\"/></state>", "2,15", "'a*' in event=\"a*\" is no event descriptor." },
        { "<state id=\"a\"><onentry><raise event=\"a b\"/></onentry></state>", "2,24", "has event=\"a b\", which is no event name." },
        { "<state id=\"a\"><transition target=\"b\"/></state><state id=\"b\"><transition target=\"a\"/></state>", "2,15",
            "The transition from 'a' to 'b' begins a cycle of transitions without event and condition, which never ends." },
        { "<state id=\"a\"><transition target=\"a\"/></state>", "2,15", "begins a cycle" },

        // Executable content.
        { "<state id=\"a\"><onentry><assign location=\"x\"/></onentry></state>", "2,24",
            "has no value. Add the attribute 'expr', or content." },
        { "<state id=\"a\"><onentry><assign location=\"x\" expr=\"1\">2</assign></onentry></state>", "2,24",
            "has both expr and content. Keep one" },
        { "<datamodel><data id=\"x\" expr=\"1\">2</data></datamodel>" + Other, "2,12", "has both expr and content" },
        { "<state id=\"a\"><onentry><if cond=\"In('a')\"><else/><elseif cond=\"In('b')\"/></if></onentry></state>", "2,50",
            "stands after <else>" },
        { "<state id=\"a\"><onentry><send/></onentry></state>", "2,24", "has no event. Add the attribute 'event' or 'eventexpr'." },
        { "<state id=\"a\"><onentry><send event=\"x\" eventexpr=\"'y'\"/></onentry></state>", "2,24", "has both event and eventexpr" },
        { "<state id=\"a\"><onentry><send event=\"x\" id=\"i\" idlocation=\"l\"/></onentry></state>", "2,24",
            "has both id and idlocation" },
        { "<state id=\"a\"><onentry><send event=\"x\" delay=\"soon\"/></onentry></state>", "2,24",
            "has delay=\"soon\", which is not a time." },
        { "<state id=\"a\"><onentry><send event=\"x\" delay=\"-1s\"/></onentry></state>", "2,24", "which is not a time" },
        { "<state id=\"a\"><onentry><send event=\"x\" delay=\"1s\" target=\"#_internal\"/></onentry></state>", "2,24",
            "the internal queue has none" },
        { "<state id=\"a\"><onentry><send event=\"x\"><content>1</content><param name=\"p\" expr=\"1\"/></send></onentry></state>", "2,24",
            "has both content and namelist or param" },
        { "<state id=\"a\"><onentry><send event=\"x\"><param name=\"p\"/></send></onentry></state>", "2,40",
            "has no value. Add the attribute 'expr'" },
        { "<state id=\"a\"><onentry><cancel/></onentry></state>", "2,24", "does not name what it cancels" },
        { "<state id=\"a\"><final id=\"f\"><donedata><content>1</content><param name=\"p\" expr=\"1\"/></donedata></final></state>", "2,29",
            "has both content and param" },
        { "<state id=\"a\"><invoke src=\"x\" srcexpr=\"'x'\"/></state>", "2,15", "has both src and srcexpr" },
        { "<state id=\"a\"><invoke src=\"x\"><content>x</content></invoke></state>", "2,15", "has both src and content" },
        { "<state id=\"a\"><invoke src=\"x\" autoforward=\"yes\"/></state>", "2,15", "has autoforward=\"yes\". Write true or false." },
        { "<state id=\"a\"><invoke><finalize><raise event=\"x\"/></finalize></invoke></state>", "2,33",
            "<raise> must not be inside <finalize>" },

        // Sources, which are off.
        { "<script src=\"file:x.js\"/>" + Other, "2,1",
            "the document may not read anything. Put the content into the element, or set ScxmlLoad" },
        { "<datamodel><data id=\"x\" src=\"file:///etc/passwd\"/></datamodel>" + Other, "2,12", "the document may not read anything" },

        // A document inside another one, at its own position.
        { "<state id=\"a\"><invoke><content><scxml>\n  <state id=\"c\">\n<onexit><raise/></onexit></state></scxml></content></invoke>"
            + "</state>",
            "4,9", "<raise> lacks the attribute 'event'" },

        // Code of a data model that is known.
        { "<state id=\"a\"><transition cond=\"x > 1\" target=\"a\"/></state>", "2,15", "The null data model has no condition 'x > 1'." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Load_WithAFault_NamesPositionAndCure(string content, string position, string message)
    {
        var error = Assert.Throws<InvalidScxmlException>(() => Doc.Load(content));
        Assert.Contains(error.Faults, fault =>
            $"{fault.Line},{fault.Column}" == position && fault.Message.Contains(message, StringComparison.Ordinal));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithManyFaults_ReportsAllInTheirOrder()
    {
        var error = Assert.Throws<InvalidScxmlException>(() => Doc.Load("""
            <state id="a"><transition event="x" target="nowhere"/></state>
            <state id="a"><onentry><raise/></onentry></state>
            <state><onentry><send event="x" delay="later"/></onentry></state>
            """));
        Assert.Equal([(2, 15), (3, 1), (3, 24), (4, 17)], error.Faults.Select(static fault => (fault.Line, fault.Column)));
        Assert.Equal((2, 15), (error.Line, error.Column));
    }

    [Fact]
    public void Load_WithMoreFaultsThanTheLimit_CountsTheRest()
    {
        var error = Assert.Throws<InvalidScxmlException>(() =>
            Doc.Load(string.Concat(Enumerable.Repeat("<state id=\"a\"/>\n", 8)), options: new() { MaxFaults = 3 }));
        Assert.Equal(4, error.Faults.Count);
        Assert.Contains("4 more faults", error.Faults[3].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<scxml version=\"1.0\"><state/></scxml>", "Begin it with <scxml xmlns=")]
    [InlineData("<state xmlns=\"http://www.w3.org/2005/07/scxml\"/>", "The document begins with <state>")]
    [InlineData("<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"2.0\"><state/></scxml>", "Write version=\"1.0\"")]
    [InlineData("<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" binding=\"soon\"><state/></scxml>", "Allowed: early, late")]
    public void Load_OfAnotherRoot_IsAFault(string text, string message)
    {
        var error = Assert.Throws<InvalidScxmlException>(() => ScxmlDocument.Load(text));
        Assert.Contains(
            error.Faults,
            fault => fault is { Line: 1, Column: 1 } && fault.Message.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<scxml>", 1, 8)]
    [InlineData("<scxml>\n  <a></b></scxml>", 2, 8)]
    [InlineData("", 1, 1)]
    public void Load_OfBrokenXml_NamesThePosition(string text, int line, int column)
    {
        var error = Assert.Throws<InvalidScxmlException>(() => ScxmlDocument.Load(text));
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.IsType<CoroFsm.Parsers.Xml.XmlPushException>(error.InnerException);
        Assert.DoesNotContain("position", error.Faults[0].Message, StringComparison.Ordinal);
    }
}
