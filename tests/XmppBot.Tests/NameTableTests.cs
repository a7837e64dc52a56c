namespace XmppBot.Tests;

/// <summary>Peers cannot make the process keep an unlimited number of names.</summary>
public sealed class NameTableTests
{
    [Fact]
    public void Find_ManyNewNames_AreBoundedAndKeepProtocolNames()
    {
        var names = new NameTable(capacity: 100);
        var kept = Enumerable.Range(0, 1000).Count(i => names.Find("urn:x", $"name{i}") is not null);
        Assert.InRange(kept, 1, 99);
        Assert.Same(names.Find("urn:x", "name0"), names.Find("urn:x", "name0"));
        Assert.All(Names.All, name => Assert.Same(name, names.Find(name.NamespaceName, name.LocalName)));
    }
}
