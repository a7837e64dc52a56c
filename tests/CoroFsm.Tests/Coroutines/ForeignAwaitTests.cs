using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CoroFsm.Tests.Coroutines;

/// <summary>Awaiting an object that nothing would resume does not compile. These tests run the compiler.</summary>
public sealed class ForeignAwaitTests
{
    [Theory]
    [InlineData("await Task.Delay(1);")]
    [InlineData("await Task.Yield();")]
    [InlineData("await new ValueTask<int>(1);")]
    [InlineData("await Task.CompletedTask.ConfigureAwait(false);")]
    public void Await_ForeignAwaitable_DoesNotCompile(string statement)
    {
        var errors = Compile(statement);
        Assert.Contains("CS0315", errors);
        Assert.All(errors, e => Assert.Contains(e, new[] { "CS0315", "CS0311" }));
    }

    [Theory]
    [InlineData("await inbox.Receive();")]
    [InlineData("await Child(inbox);")]
    [InlineData("await foreach (var e in inbox) { _ = e; }")]
    [InlineData("await using (new Resource()) { }")]
    [InlineData("await inbox.Until<string>().Run(Child(inbox));")]
    public void Await_ACoroutineOrAnInbox_Compiles(string statement) => Assert.Empty(Compile(statement));

    [Fact]
    public void Await_InTaskMethod_FailsAtTheAwaitWithFix()
    {
        List<string> errors = [];
        using var machine = Machine.Start<string>(async inbox =>
        {
            var receive = Receiving(inbox);
            errors.Add(Assert.IsType<NotSupportedException>(receive.Exception!.InnerException).Message);

            var call = Waiting(inbox);
            var delegating = Delegating(call);
            errors.Add(Assert.IsType<InvalidOperationException>(delegating.Exception!.InnerException).Message);
            await call;
        });
        machine.Send("a");
        Assert.Equal(MachineStatus.Completed, machine.Status);
        Assert.All(errors, e => Assert.Contains("Only a coroutine can await it", e));

        static async Task Receiving(Inbox<string> inbox) => await inbox.Receive();

        static async Task Delegating(Coroutine call) => await call;

        static async Coroutine Waiting(Inbox<string> inbox) => await inbox.Receive();
    }

    private static string[] Compile(string statement)
    {
        var source = $$"""
            using System.Threading.Tasks;
            using CoroFsm;

            static class Program
            {
                static async Coroutine Main(Inbox<string> inbox)
                {
                    {{statement}}
                }

                static async Coroutine Child(Inbox<string> inbox) => await inbox.Receive();
            }

            sealed class Resource
            {
                public Coroutine DisposeAsync() => Coroutine.Completed;
            }
            """;
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return CSharpCompilation
            .Create("test", [CSharpSyntaxTree.ParseText(source, cancellationToken: TestContext.Current.CancellationToken)],
                platform.Select(path => MetadataReference.CreateFromFile(path)),
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .Emit(Stream.Null, cancellationToken: TestContext.Current.CancellationToken)     // the builder is checked when code is emitted
            .Diagnostics
            .Where(d => d.Severity == DiagnosticSeverity.Error)
            .Select(d => d.Id)
            .Distinct()
            .ToArray();
    }
}
