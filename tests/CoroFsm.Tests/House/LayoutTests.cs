using System.Reflection;
using System.Runtime.CompilerServices;
using CoroFsm.Durability.PostgreSql;
using CoroFsm.Durability.Sqlite;
using CoroFsm.Parsers.Xml;
using CoroFsm.Scxml;
using CoroFsm.Scxml.EcmaScript;
using CoroFsm.Stateless;
using CoroFsm.Testing;
using CoroFsm.Tests.Documentation;

namespace CoroFsm.Tests.House;

/// <summary>The built assemblies keep to the layout: namespaces are folders, and types use only what the arrows allow.</summary>
public sealed class LayoutTests
{
    private static readonly Type[] OneOfEachLibrary =
    [
        typeof(Machine), typeof(Hosting.Machines), typeof(SaxEvent), typeof(ScxmlEvent), typeof(EcmaScriptDataModel),
        typeof(StatelessBackend), typeof(SimulatedTime), typeof(Durability.DurableHost), typeof(SqliteJournal), typeof(PostgreSqlJournal),
    ];

    private static readonly BuiltType[] Types = [.. OneOfEachLibrary.SelectMany(type => BuiltAssembly.Read(type.Assembly.Location))];

    [Fact]
    public void Types_OfAllLibraries_KeepToTheLayout() => Assert.Equal("", string.Join('\n', Layout.OfRepository.FaultsOf(Types)));

    /// <summary>What the rules look at is there: without symbols, no type would have a folder.</summary>
    [Fact]
    public void Types_InOurNamespaces_HaveAFolder() =>
        Assert.DoesNotContain(Types, type => type.Folders.Count == 0 && type.Namespace.StartsWith("CoroFsm", StringComparison.Ordinal));

    [Fact]
    public void RootNamespace_BringsAtMost45PublicTypesIntoSight() =>
        Assert.InRange(Types.Count(type => type is { IsPublic: true, Namespace: "CoroFsm" }), 20, 45);

    /// <summary>
    /// A library that uses internals of CoroFsm says so, because its package then depends on exactly one version. The others use public
    /// types.
    /// </summary>
    [Fact]
    public void Internals_OfCoroFsm_AreForTheLibraryThatSaysSo()
    {
        Assert.SkipWhen(Page.Root is null, "The tests do not run inside the repository.");
        var names = OneOfEachLibrary.Select(type => type.Assembly.GetName().Name!).ToArray();
        var friends = typeof(Machine).Assembly.GetCustomAttributes<InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName);
        var sayingSo = names.Where(name => File.ReadAllText(Path.Combine(Page.Root, "src", name, $"{name}.csproj"))
            .Contains("<UsesInternalsOfCoroFsm>true<", StringComparison.Ordinal));
        Assert.Equal(["CoroFsm.Testing", "CoroFsm.Durability"], names.Intersect(friends));
        Assert.Equal(["CoroFsm.Testing", "CoroFsm.Durability"], sayingSo);
    }

    [Fact]
    public void DesignPage_DrawsTheLayout()
    {
        Assert.SkipWhen(Page.Root is null, "The tests do not run inside the repository.");
        var page = File.ReadAllText(Path.Combine(Page.Root, "docs", "design.md")).ReplaceLineEndings("\n");
        var figure = Layout.OfRepository.Draw();
        Assert.True(
            page.Contains($"```\n{figure}```\n", StringComparison.Ordinal),
            $"Section 2 of docs/design.md does not draw the arrows between folders. The figure is:\n{figure}");
    }
}
