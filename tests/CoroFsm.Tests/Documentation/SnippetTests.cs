using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CoroFsm.Tests.Documentation;

/// <summary>Every program in the README and the docs is compiled and run, and prints what stands below it.</summary>
[Collection(nameof(SnippetTests))]
[CollectionDefinition(nameof(SnippetTests), DisableParallelization = true)]
public sealed class SnippetTests
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public static TheoryData<string, int> Snippets
    {
        get
        {
            TheoryData<string, int> data = [];
            if (Page.Root is not { } root)
                return data;

            var pages = Directory.GetFiles(Path.Combine(root, "docs"), "*.md").Order(StringComparer.Ordinal).Prepend(Path.Combine(root, "README.md"));
            foreach (var page in pages.Select(p => Path.GetRelativePath(root, p)))
            {
                foreach (var (line, _, _) in new Page(page).Programs())
                    data.Add(page, line);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public void Program_PrintsWhatStandsBelowIt(string page, int line)
    {
        var (_, program, output) = new Page(page).Programs().Single(p => p.Line == line);
        Assert.True(output is not null, $"The program at {page}:{line} has no ```text block below it that says what it prints.");
        Assert.Equal(output, Run(program));
    }

    private static string Run(string program)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        using var assembly = new MemoryStream();
        var result = CSharpCompilation
            .Create("snippet", [CSharpSyntaxTree.ParseText(program, cancellationToken: cancellation), CSharpSyntaxTree.ParseText(ImplicitUsings, cancellationToken: cancellation)],
                platform.Select(path => MetadataReference.CreateFromFile(path)),
                new CSharpCompilationOptions(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable))
            .Emit(assembly, cancellationToken: cancellation);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));

        assembly.Position = 0;
        var context = new AssemblyLoadContext("snippet", isCollectible: true);
        var console = Console.Out;
        using var output = new StringWriter { NewLine = "\n" };
        Console.SetOut(output);
        try
        {
            var main = context.LoadFromStream(assembly).EntryPoint!;
            main.Invoke(obj: null, BindingFlags.DoNotWrapExceptions, binder: null, main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()], culture: null);
        }
        finally
        {
            Console.SetOut(console);
            context.Unload();
        }

        return output.ToString();
    }
}
