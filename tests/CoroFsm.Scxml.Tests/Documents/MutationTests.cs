using CoroFsm.Scxml.Tests.Support;
using CoroFsm.Testing;

namespace CoroFsm.Scxml.Tests.Documents;

/// <summary>Whatever a document contains, loading and running it ends in a result or in the exception for it.</summary>
public sealed class MutationTests
{
    private const int Count = 4_000;

    private static readonly string Original = Doc.Text(
        """
        <datamodel><data id="v" expr="1"/><data id="w">[1, 2]</data></datamodel>
        <script>var f = function(x) { return x + 1; };</script>
        <state id="s" initial="a">
          <onentry><send event="later" id="i" delay="1s"><param name="p" expr="v"/></send><log label="l" expr="v"/></onentry>
          <onexit><cancel sendid="i"/></onexit>
          <history id="h" type="deep"><transition target="b"><raise event="x"/></transition></history>
          <state id="a">
            <transition event="x.y z" cond="In('a') &amp;&amp; v &lt; 3" target="b"><assign location="v" expr="f(v)"/></transition>
          </state>
          <parallel id="b">
            <state id="c"><initial><transition target="d"/></initial><final id="d"><donedata><content>1</content></donedata></final></state>
            <state id="e">
              <invoke id="child"><content><scxml datamodel="ecmascript"><final><onentry>
                <send target="#_parent" event="z"/></onentry></final></scxml></content><finalize><log expr="1"/></finalize></invoke>
              <transition event="done.invoke.child" type="internal" target="g"/><state id="f"/><state id="g"/>
            </state>
          </parallel>
          <transition event="later" target="h"><foreach array="w" item="j" index="k">
            <if cond="j > 1"><log expr="j"/><else/><raise event="q"/></if></foreach></transition>
          <transition event="*" target="end"/>
        </state>
        <final id="end"/>
        """,
        "datamodel='ecmascript'");

    private static readonly string[] Pieces =
        ["<", ">", "/", "\"", "&lt;", "<state/>", "<final/>", "id=\"a\"", "target=\"b a\"", " ", "\u2603", "<raise event=\"x.y\"/>",
            "initial=\"h\"", "]]>"];

    [Fact]
    public async Task Load_OfAMutatedDocument_IsASessionOrFaultsWithPositions()
    {
        Random random = new(20);
        var loaded = 0;
        for (var i = 0; i < Count; i++)
        {
            var text = Mutate(Original, random);
            ScxmlDocument document;
            try
            {
                document = ScxmlDocument.Load(text, new() { DataModel = Doc.EcmaScript });
                loaded++;
            }
            catch (InvalidScxmlException error)
            {
                Assert.NotEmpty(error.Faults);
                Assert.All(error.Faults, static fault => Assert.True(fault is { Line: > 0, Column: > 0 }, fault.ToString()));
                continue;
            }

            if (document.DataModel is null or "ecmascript")
                await RunAsync(document);
        }

        Assert.InRange(loaded, Count / 50, Count);
    }

    private static async Task RunAsync(ScxmlDocument document)
    {
        SimulatedTime time = new();
        try
        {
            await using var session = document.Start(new() { DataModel = Doc.EcmaScript, TimeProvider = time, MaxEventChain = 50 });
            foreach (var name in new[] { "x.y", "z", "other" })
                await session.SendAsync(name);
            for (var i = 0; i < 20 && time.TryJump(); i++)
            {
            }
        }
        catch (ScxmlException error)
        {
            Assert.True(error.Line > 0, error.ToString());
        }
    }

    private static string Mutate(string text, Random random)
    {
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var at = random.Next(text.Length);
            var length = random.Next(1, Math.Min(12, text.Length - at) + 1);
            text = random.Next(3) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                _ => text.Insert(random.Next(text.Length), text.Substring(at, length)),
            };
        }

        return text;
    }
}
