using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CoroFsm.Tests.Documentation;

/// <summary>Compiles the code of a page like a new project with nullable reference types and warnings as errors.</summary>
internal static class SnippetCompiler
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    internal static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Compiles a program or a library, or fails the test with the diagnostics of the compiler.</summary>
    /// <returns>The assembly.</returns>
    internal static MemoryStream Compile(string code, OutputKind kind)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        MemoryStream assembly = new();
        var result = CSharpCompilation
            .Create(
                "snippet",
                [
                    CSharpSyntaxTree.ParseText(code, cancellationToken: cancellationToken),
                    CSharpSyntaxTree.ParseText(ImplicitUsings, cancellationToken: cancellationToken),
                ],
                References,
                new CSharpCompilationOptions(
                    kind,
                    optimizationLevel: OptimizationLevel.Release,
                    nullableContextOptions: NullableContextOptions.Enable,
                    generalDiagnosticOption: ReportDiagnostic.Error,
                    warningLevel: 9999))
            .Emit(assembly, cancellationToken: cancellationToken);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        assembly.Position = 0;
        return assembly;
    }
}
