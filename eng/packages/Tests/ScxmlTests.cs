using CoroFsm.Scxml;
using CoroFsm.Scxml.EcmaScript;
using Xunit;

namespace Packages.Tests;

public sealed class ScxmlTests
{
    [Fact]
    public async Task Session_OfDocumentWithData_EndsWithItsResult()
    {
        var document = ScxmlDocument.Load("""
            <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript">
              <state id="s"><transition event="square" target="end"/></state>
              <final id="end"><donedata><content expr="_event.data * _event.data"/></donedata></final>
            </scxml>
            """);
        await using var session = document.Start(
            new() { DataModel = new EcmaScriptDataModel() }, TestContext.Current.CancellationToken);
        await session.SendAsync("square", 6);
        Assert.Equal(36.0, (await session.Completion).Data);
    }
}
