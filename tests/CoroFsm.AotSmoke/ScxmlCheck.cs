using CoroFsm.Scxml;

namespace CoroFsm.AotSmoke;

internal static class ScxmlCheck
{
    /// <summary>Trimming could remove the properties of an anonymous object.</summary>
    public static string Run()
    {
        var document = ScxmlDocument.Load("""
            <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0">
              <state id="off"><transition event="press" target="on"/><transition event="remove" target="end"/></state>
              <state id="on"><transition event="press" target="off"/></state>
              <final id="end"/>
            </scxml>
            """);
        var session = document.Start();
        session.Send("press");
        var first = session.Configuration[0];
        session.Send("press");
        var second = session.Configuration[0];
        session.Send("remove");
        var data = ScxmlValue.From(new { Name = "x", Numbers = new[] { 20, 22 } });
        return $"{first}, {second}, {session.Completion.Result.FinalState} {ScxmlValue.ToText(data)}";
    }
}
