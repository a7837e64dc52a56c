using CoroFsm.Scxml.Tests.Support;

namespace CoroFsm.Scxml.Tests.Sessions;

/// <summary>What each element does, as its document logs it.</summary>
public sealed class ElementTests
{
    public static TheoryData<string, string, string> Documents { get; } = new()
    {
        // Executable content.
        { "<state><onentry><raise event='x'/><log expr='1'/></onentry><transition event='x'><log expr='2'/></transition></state>", "",
            "1 2" },
        { "<state><transition event='n'><if cond='_event.data == 1'><log expr=\"'one'\"/><elseif cond='_event.data == 2'/>"
            + "<log expr=\"'two'\"/><else/><log expr=\"'many'\"/></if></transition></state>", "n:1 n:2 n:3", "one two many" },
        { "<state><onentry><foreach array='[7,8]' item='v' index='i'><log label='item' expr=\"i + '=' + v\"/></foreach></onentry></state>",
            "", "item: 0=7 item: 1=8" },
        { "<datamodel><data id='v' expr='1'/></datamodel><state><onentry><assign location='v' expr='v + 1'/><log expr='v'/>"
            + "<assign location='v'>[1, 2]</assign><log expr='v.length'/></onentry></state>", "", "2 2" },
        { "<datamodel><data id='v'/></datamodel><script>var f = function(x) { return 2 * x; };</script><state><onentry>"
            + "<script>v = f(21)</script><log expr='v'/></onentry></state>", "", "42" },
        { "<datamodel><data id='v' expr='5'/></datamodel><state><onentry><send event='x' namelist='v'><param name='w' expr='6'/></send>"
            + "</onentry><transition event='x'><log expr='_event.data'/></transition></state>", "", "{\"v\":5,\"w\":6}" },
        { "<state><onentry><send event='x'><param name='p' expr='1'/><param name='p' expr='2'/></send></onentry>"
            + "<transition event='x'><log expr='_event.data'/></transition></state>", "", "{\"p\":[1,2]}" },
        { "<state><onentry><send event='x'><content>[1,2]</content></send></onentry>"
            + "<transition event='x'><log expr='_event.data.length'/></transition></state>", "", "2" },
        { "<state><onentry><send event='x'><content><a xmlns=''><b/></a></content></send></onentry>"
            + "<transition event='x'><log expr=\"_event.data.getElementsByTagName('b').length\"/></transition></state>", "", "1" },
        { "<state><onentry><send eventexpr=\"'x' + 1\"/></onentry><transition event='x1'><log expr='_event.name'/></transition></state>",
            "", "x1" },
        { "<datamodel><data id='v'/></datamodel><state><onentry><send event='x' idlocation='v'/></onentry>"
            + "<transition event='x'><log expr='_event.sendid === v'/></transition></state>", "", "true" },
        { "<state><onentry><send event='x' target='#_internal'/><send event='y'/></onentry>"
            + "<transition event='x'><log expr='_event.type'/></transition><transition event='y'><log expr='_event.type'/></transition>"
            + "</state>",
            "", "internal external" },

        // An error leaves its block; the others run; the document sees where it was.
        { "<state><onentry><log expr='1'/><log expr='nothing.here'/><log expr='2'/></onentry>\n<onentry><log expr='3'/></onentry>"
            + "<transition event='error'><log expr=\"_event.name + ' ' + _event.data.line + ':' + _event.data.column\"/></transition>"
            + "</state>",
            "", "1 3 error.execution 2:32" },
        { "<state><transition event='x' cond='nothing'/><transition event='x'><log expr='2'/></transition>"
            + "<transition event='error.*'><log expr='_event.name'/></transition></state>", "x", "2 error.execution" },
        { "<state><onentry><send event='x' target='there'/></onentry><transition event='error'><log expr='_event.name'/></transition>"
            + "</state>",
            "", "error.execution" },
        { "<state><onentry><send event='x' id='i' target='#_scxml_gone'/></onentry>"
            + "<transition event='error'><log expr=\"_event.name + ' ' + _event.sendid\"/></transition></state>", "",
            "error.communication i" },
        { "<state><onentry><send event='x' type='carrier-pigeon'/></onentry><transition event='error'><log expr='_event.name'/>"
            + "</transition></state>",
            "", "error.execution" },
        { "<state><onentry><send eventexpr=\"'a b'\"/></onentry><transition event='error'><log expr='_event.name'/></transition></state>",
            "", "error.execution" },

        // States.
        { "<state initial='b'><state id='a'/><state id='b'><onentry><log expr=\"'b'\"/></onentry></state></state>", "", "b" },
        { "<state><onentry><log expr='1'/></onentry><initial><transition target='b'><log expr='2'/></transition></initial>"
            + "<state id='a'/><state id='b'><onentry><log expr='3'/></onentry></state></state>", "", "1 2 3" },
        { "<parallel><state><onentry><log expr='1'/></onentry></state><state><onentry><log expr='2'/></onentry></state></parallel>", "",
            "1 2" },
        { "<parallel id='p'><transition event='done.state.p'><log expr=\"'p'\"/></transition><state id='r'><final/></state>"
            + "<state id='q'><state><transition event='x' target='f'/></state><final id='f'/></state></parallel>", "x", "p" },
        { "<state id='s'><transition event='done.state.s'><log expr='_event.data.k'/></transition>"
            + "<final><donedata><param name='k' expr='9'/></donedata></final></state>", "", "9" },
        { "<state id='s'><transition event='done.state.s'><log expr='_event.data'/></transition>"
            + "<final><donedata><content>text</content></donedata></final></state>", "", "text" },
        { "<state id='s'><onexit><log expr=\"'out'\"/></onexit><onentry><log expr=\"'in'\"/></onentry>"
            + "<transition event='i' type='internal' "
            + "target='b'/><transition event='e' target='b'/><state id='a'/><state id='b'/></state>", "i e", "in out in" },
        { "<state id='s'><transition event='out' target='t'/><history id='h'><transition target='a'><log expr=\"'first'\"/></transition>"
            + "</history>"
            + "<state id='a'><onentry><log expr=\"'a'\"/></onentry><transition event='x' target='b'/></state>"
            + "<state id='b'><onentry><log expr=\"'b'\"/></onentry></state></state><state id='t'><transition event='in' target='h'/>"
            + "</state>",
            "x out in out in", "a b b b" },
        { "<state id='t'><transition event='in' target='h'/></state><state id='s'><history id='h' type='deep'><transition target='a'>"
            + "<log expr=\"'first'\"/></transition></history><transition event='out' target='t'/><state id='a'><state id='c'><onentry>"
            + "<log expr=\"'c'\"/></onentry><transition event='x' target='d'/></state><state id='d'><onentry><log expr=\"'d'\"/></onentry>"
            + "</state>"
            + "</state></state>", "in x out in", "first c d d" },

        // Events and transitions.
        { "<state><transition event='a.b'><log expr='1'/></transition><transition event='a'><log expr='2'/></transition>"
            + "<transition event='*'><log expr='3'/></transition></state>", "a.b a.b.c a.bc a b.a", "1 1 2 2 3" },
        { "<state><transition event='a.* b. c'><log expr='_event.name'/></transition></state>", "a b.x c.y.z d", "a b.x c.y.z" },
        { "<state><transition event='a a.b' cond='nothing'/><transition event='error'><log expr='1'/></transition></state>", "a.b", "1" },
        { "<state id='s'><transition event='x' target='p1 q1'/></state><parallel id='p'><state id='r'><state/><state id='p1'><onentry>"
            + "<log expr='1'/></onentry></state></state><state id='q'><state/><state id='q1'><onentry><log expr='2'/></onentry></state>"
            + "</state></parallel>", "x", "1 2" },
        { "<datamodel><data id='n' expr='0'/></datamodel><state><transition cond='n &lt; 3'><assign location='n' expr='n + 1'/>"
            + "</transition>"
            + "<transition event='x'><log expr='n'/></transition></state>", "x", "3" },
        { "<state id='a'><onentry><log expr=\"In('a') + ' ' + In('b') + ' ' + In('c')\"/></onentry></state><state id='b'/>", "",
            "true false false" },

        // Elements of others are ignored.
        { "<state xmlns:e='urn:editor' e:x='1'><e:info><e:more/></e:info><onentry><e:info/><log expr='1' e:color='red'/></onentry></state>",
            "", "1" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Start_OfADocument_LogsWhatItsElementsDo(string content, string events, string expected)
    {
        await using var session = Doc.Start(content);
        foreach (var each in events.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (each.Split(':') is [var name, var data])
                session.Send(name, double.Parse(data, System.Globalization.CultureInfo.InvariantCulture));
            else
                session.Send(each);
        }

        Assert.Equal(expected, session.Logged());
    }

    [Theory]
    [InlineData("early", "1 1")]
    [InlineData("late", "undefined 1")]
    public async Task Start_WithBinding_InitializesDataAtItsTime(string binding, string expected)
    {
        await using var session = Doc.Start(
            "<state><onentry><log expr='\"\" + v'/></onentry><transition event='x' target='b'/></state>"
            + "<state id='b'><datamodel><data id='v' expr='1'/></datamodel><onentry><log expr='v'/></onentry></state>",
            attributes: $"binding=\"{binding}\"");
        session.Send("x");
        Assert.Equal(expected, session.Logged());
    }

    [Fact]
    public async Task Start_InSeveralStates_EntersThem()
    {
        await using var session = Doc.Start(
            "<parallel id='p'><state id='r'><state/><state id='a'/></state><state id='q'><state/><state id='b'/></state></parallel>",
            attributes: "initial=\"a b\"");
        Assert.Equal(["p", "r", "a", "q", "b"], session.Configuration);
    }

    [Fact]
    public async Task Start_InAHistory_EntersItsDefault()
    {
        await using var session = Doc.Start(
            "<state id='s'><history id='h'><transition target='b'/></history><state id='a'/><state id='b'/></state>",
            attributes: "initial=\"h\"");
        Assert.Equal(["s", "b"], session.Configuration);
    }

    [Fact]
    public async Task Start_WithErrorsInData_RaisesThemBeforeTheFirstEntry()
    {
        await using var session = Doc.Start(
            "<datamodel><data id='v' expr='nothing'/></datamodel><state><onentry><raise event='x'/></onentry>"
            + "<transition event='*'><log expr='_event.name'/></transition></state>");
        Assert.Equal("error.execution x", session.Logged());
    }
}
