using System.Text;
using CoroFsm.Tests.Documentation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace CoroFsm.Tests.House;

/// <summary>The rules find what breaks them: each test compiles a small assembly that breaks one.</summary>
public sealed class PlantedArrowTests
{
    private const string Roof =
        "namespace Planted.High; public class Roof : System.Exception { public static int Height; public static T Make<T>() => default!; }";

    private static readonly Layout Drawn = new Layout()
        .Add("", "Planted")
        .Add("Planted", "Low")
        .Add("Planted", "High", "Low")
        .Add("Planted", "Beside", "Low");

    [Theory]
    [InlineData("class Floor : Roof;")]
    [InlineData("interface IFloor : System.Collections.Generic.IEnumerable<Roof>;")]
    [InlineData("class Floor { Roof[]? roof; }")]
    [InlineData("class Floor { void Carry(ref System.Collections.Generic.List<Roof> roofs) { } }")]
    [InlineData("class Floor { System.Func<Roof>? Carry() => null; }")]
    [InlineData("class Floor<T> where T : Roof;")]
    [InlineData("class Floor { void Carry<T>() where T : Roof { } }")]
    [InlineData("class Floor { object Carry() => new Roof(); }")]
    [InlineData("class Floor { int Carry() => Roof.Height; }")]
    [InlineData("class Floor { int Carry() => Roof.Make<int>(); }")]
    [InlineData("class Floor { object Carry() => typeof(Roof); }")]
    [InlineData("class Floor { bool Carries(object thing) => thing is Roof; }")]
    [InlineData("class Floor { object Carry() => System.Array.Empty<Roof>(); }")]
    [InlineData("class Floor { int Carry(int from) { try { return 1 / from; } catch (Roof) { return 0; } } }")]
    [InlineData("class Floor { int Go(int i) { switch (i) { case 0: return 1; case 1: case 2: case 3: return i; } return Roof.Height; } }")]
    [InlineData("class Floor { System.Func<object> Carry() => () => new Roof(); }")]
    [InlineData("class Floor { async System.Threading.Tasks.Task Carry() { await Carry(); new Roof(); } }")]
    [InlineData("class Floor { class Beam { Roof? roof; } }")]
    public void Use_AgainstTheArrow_IsAFault(string floor)
    {
        var fault = Assert.Single(Faults(("Low", $"namespace Planted.Low; using Planted.High; {floor}"), ("High", Roof)));
        Assert.Contains("(src/Planted/Low) uses Planted.High.Roof (src/Planted/High): no arrow", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Use_BetweenNeighborsWithoutAnArrow_IsAFault() =>
        Assert.Single(Faults(("Beside", "namespace Planted.Beside; class Wall { Planted.High.Roof? roof; }"), ("High", Roof)));

    [Fact]
    public void Use_AlongTheArrow_OrOfTheFolderAround_IsNone() => Assert.Empty(Faults(
        ("Low", "namespace Planted.Low; public class Floor { Planted.Ground? ground; }"),
        ("", "namespace Planted; public class Ground { Planted.Low.Floor? floor; }"),
        ("High", "namespace Planted.High; class Roof { Planted.Low.Floor? floor; }")));

    [Fact]
    public void Namespace_OfAnotherFolder_IsAFault() => Assert.Equal(
        "Planted.High.Floor is in the folder src/Planted/Low, so its namespace is Planted.Low.",
        Assert.Single(Faults(("Low", "namespace Planted.High; class Floor;"))));

    [Theory]
    [InlineData("enum Floor { Ground, First }")]
    [InlineData("interface Floor;")]
    [InlineData("delegate void Floor();")]
    public void Namespace_OfATypeWithoutCode_IsCheckedToo(string floor) =>
        Assert.Single(Faults(("Low", $"namespace Planted.High; {floor}")));

    [Fact]
    public void Type_InTwoFolders_IsAFault() => Assert.Equal(
        "Planted.Low.Floor is in the folders Planted/High and Planted/Low. Keep its files in one.",
        Assert.Single(Faults(
            ("Low", "namespace Planted.Low; partial class Floor { int A() => 1; }"),
            ("High", "namespace Planted.Low; partial class Floor { int B() => 2; }"))));

    [Fact]
    public void Folder_ThatIsNotDrawn_IsAFault() => Assert.Equal(
        "Planted.Attic.Box is in the folder src/Planted/Attic, which is not in the layout. Add it there, with its arrows.",
        Assert.Single(Faults(("Attic", "namespace Planted.Attic; class Box;"))));

    [Fact]
    public void Circle_CannotBeDrawn() => Assert.Throws<KeyNotFoundException>(() => new Layout().Add("", "A", "B").Add("", "B", "A"));

    [Fact]
    public void Draw_ShowsEachFolderAndEachArrow() => Assert.Equal(
        """
        src
            Planted
        src/Planted
            Low  <-  High, Beside

        """.ReplaceLineEndings("\n"),
        Drawn.Draw());

    private static string[] Faults(params (string Folder, string Code)[] files)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var trees = files.Select(file => CSharpSyntaxTree.ParseText(
            SourceText.From(file.Code, Encoding.UTF8),
            path: $"/repository/src/Planted/{(file.Folder.Length == 0 ? "" : file.Folder + "/")}Code.cs",
            cancellationToken: cancellationToken));
        var compilation = CSharpCompilation.Create(
            "Planted",
            trees,
            SnippetCompiler.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using MemoryStream assembly = new();
        using MemoryStream symbols = new();
        EmitOptions options = new(debugInformationFormat: DebugInformationFormat.PortablePdb);
        var result = compilation.Emit(assembly, symbols, options: options, cancellationToken: cancellationToken);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        assembly.Position = symbols.Position = 0;
        return [.. Drawn.FaultsOf(BuiltAssembly.Read(assembly, symbols))];
    }
}
