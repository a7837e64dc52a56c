using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CoroFsm.Tests.Pipelines;

/// <summary>An async lambda would become <c>async void</c>: the compiler refuses it where an item or an interrupt is handled.</summary>
public sealed class AsyncLambdaTests
{
    private static readonly CSharpCompilation Empty = CSharpCompilation.Create(
        "lambdas",
        references: ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(static path => MetadataReference.CreateFromFile(path)),
        options: new(OutputKind.ConsoleApplication));

    [Theory]
    [InlineData("Sink.To<int>(async i => await Task.Delay(i));")]
    [InlineData("Sink.To<int>(async i => { await Task.Delay(i); throw new IOException(); });")]
    [InlineData("Sink.To(async (int i) => await Task.Delay(i));")]
    [InlineData("Sink.To<int>(async i => await Task.Delay(i), () => { }, error => { });")]
    [InlineData("Sink.To<int>(i => Task.Delay(i));")]
    [InlineData("Stage.Tap(async i => await Task.Delay(i), target);")]
    [InlineData("Stage.Tap<int>(async i => await Task.Delay(i), target);")]
    [InlineData("Stage.Tap(i => Task.Delay(i), target);")]
    [InlineData("scheduler.Post(async () => await Task.Yield());")]
    [InlineData("scheduler.Post(async () => { await Task.Yield(); throw new IOException(); });")]
    [InlineData("scheduler.Post(() => Task.CompletedTask);")]
    public void Compile_AsyncLambda_IsErrorWithFix(string statement)
    {
        var error = Assert.Single(ErrorsOf(statement));
        Assert.Equal("CS0619", error.Id);
        Assert.Contains("An async lambda becomes async void here", error.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sink.To<int>(i => Console.WriteLine(i));")]
    [InlineData("Sink.To<int>(Console.WriteLine);")]
    [InlineData("Sink.To<int>(i => count += i);")]
    [InlineData("Sink.To<int>(i => i.ToString());")]
    [InlineData("Sink.To<int>(_ => throw new IOException());")]
    [InlineData("Sink.To<int>(_ => { throw new IOException(); });")]
    [InlineData("Sink.To<int>(_ => throw new IOException(), onError: _ => throw new IOException());")]
    [InlineData("Sink.To((int _) => throw new IOException());")]
    [InlineData("Sink.To<int>(list);")]
    [InlineData("Sink.To<int>(list.Add, () => { });")]
    [InlineData("Stage.Tap(i => Console.WriteLine(i), target);")]
    [InlineData("Stage.Tap(list.Add, target);")]
    [InlineData("Stage.Tap(_ => throw new IOException(), target);")]
    [InlineData("Stage.Tap<int>(_ => throw new IOException(), target);")]
    [InlineData("scheduler.Post(() => count++);")]
    [InlineData("scheduler.Post(() => throw new IOException());")]
    [InlineData("scheduler.Post(Act);")]
    [InlineData("scheduler.Post(() => { });")]
    public void Compile_AnyOtherLambda_Succeeds(string statement) => Assert.Empty(ErrorsOf(statement));

    [Fact]
    public void OnNext_LambdaThatOnlyThrows_Throws()
    {
        Assert.Throws<IOException>(() => Sink.To<int>(static _ => throw new IOException()).OnNext(1));
        Assert.Throws<IOException>(() => Stage.Tap(static _ => throw new IOException(), Sink.Ignore<int>()).OnNext(1));
        Assert.Throws<ArgumentNullException>(static () => Sink.To((Action<int>)null!));
        Assert.Throws<ArgumentNullException>(static () => Sink.To((Func<int, ValueTuple>)null!));
        Assert.Throws<ArgumentNullException>(static () => Stage.Tap((Func<int, ValueTuple>)null!, Sink.Ignore<int>()));
    }

    private static Diagnostic[] ErrorsOf(string statement)
    {
        var program = $$"""
            using System;
            using System.Collections.Generic;
            using System.IO;
            using System.Threading.Tasks;
            using CoroFsm.Pipelines;
            using CoroFsm.Scheduling;
            var count = 0;
            var list = new List<int>();
            var target = Sink.Ignore<int>();
            var scheduler = new Scheduler();
            {{statement}}
            void Act() { }
            """;
        var token = TestContext.Current.CancellationToken;
        return
        [
            .. Empty.AddSyntaxTrees(CSharpSyntaxTree.ParseText(program, cancellationToken: token)).GetDiagnostics(token)
                .Where(static found => found.Severity == DiagnosticSeverity.Error),
        ];
    }
}
