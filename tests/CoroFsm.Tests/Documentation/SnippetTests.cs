using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace CoroFsm.Tests.Documentation;

/// <summary>
/// Every program in the README, the docs and the packages' READMEs compiles without warnings, runs, and prints the text below it.
/// Every fragment, which is marked as <c>cs</c>, compiles too.
/// </summary>
[Collection(nameof(SnippetTests))]
[CollectionDefinition(nameof(SnippetTests), DisableParallelization = true)]
public sealed class SnippetTests
{
    public static TheoryData<string, int> Programs => LinesOf(page => page.Programs().Select(program => program.Line));

    public static TheoryData<string, int> Fragments => LinesOf(page => page.Fragments().Select(fragment => fragment.Line));

    [Theory]
    [MemberData(nameof(Programs))]
    public void Program_Printed_EqualsOutputBelowIt(string page, int line)
    {
        var (_, program, output) = new Page(page).Programs().Single(p => p.Line == line);
        Assert.True(output is not null, $"The program at {page}:{line} has no ```text block below it that says what it prints.");
        Assert.Equal(output, Run(program));
    }

    /// <summary>
    /// A fragment compiles in the context that an HTML comment above it gives; without one, it is quoted from a file of the repository.
    /// </summary>
    [Theory]
    [MemberData(nameof(Fragments))]
    public void Fragment_CompilesInItsContext(string page, int line)
    {
        var (_, code, context) = new Page(page).Fragments().Single(f => f.Line == line);
        if (context is not null)
        {
            Assert.Contains(Page.Hole, context, StringComparison.Ordinal);
            SnippetCompiler.Compile(
                context.Replace(Page.Hole, code, StringComparison.Ordinal), OutputKind.DynamicallyLinkedLibrary).Dispose();
            return;
        }

        var folders = new[] { "samples", "src", "tests" }.Select(folder => Path.Combine(Page.Root!, folder));
        var files = folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories));
        Assert.True(
            files.Any(file => Unindented(File.ReadAllText(file)).Contains(Unindented(code), StringComparison.Ordinal)),
            $"The fragment at {page}:{line} is in no file of the repository.");
    }

    /// <summary>No fence but those that the tests know can hold C#.</summary>
    [Fact]
    public void Fences_OfCSharp_AreProgramsOrFragments()
    {
        Assert.SkipWhen(Page.Root is null, "The tests do not run inside the repository.");
        Assert.All(Page.All(), page => Assert.Equal(page.CountFences(), page.Programs().Count() + page.Fragments().Count()));
    }

    /// <summary>A package names another one without naming a registry.</summary>
    [Fact]
    public void Packages_NameOthers_WithoutTheAddressOfARegistry()
    {
        Assert.SkipWhen(Page.Root is null, "The tests do not run inside the repository.");
        Assert.All(
            Page.All(),
            page => Assert.DoesNotContain(
                "nuget.org", File.ReadAllText(Path.Combine(Page.Root, page.Path)), StringComparison.OrdinalIgnoreCase));
    }

    private static TheoryData<string, int> LinesOf(Func<Page, IEnumerable<int>> lines)
    {
        TheoryData<string, int> data = [];
        foreach (var page in Page.All())
        {
            foreach (var line in lines(page))
                data.Add(page.Path, line);
        }

        return data;
    }

    private static string Unindented(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()));

    private static string Run(string program)
    {
        using var assembly = SnippetCompiler.Compile(program, OutputKind.ConsoleApplication);
        var context = new AssemblyLoadContext("snippet", isCollectible: true);
        var console = Console.Out;
        using var output = new StringWriter { NewLine = "\n" };
        Console.SetOut(output);
        try
        {
            var main = context.LoadFromStream(assembly).EntryPoint!;
            main.Invoke(
                obj: null,
                BindingFlags.DoNotWrapExceptions,
                binder: null,
                main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()],
                culture: null);
        }
        finally
        {
            Console.SetOut(console);
            context.Unload();
        }

        return output.ToString();
    }
}
