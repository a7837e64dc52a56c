using System.Reflection;
using CoroFsm.Stateless;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CoroFsm.Tests.Statecharts;

/// <summary>An async lambda would become an <c>async void</c> action: the compiler refuses it wherever an action is accepted.</summary>
public sealed class AsyncActionTests
{
    private static readonly CSharpCompilation Empty = CSharpCompilation.Create(
        "actions",
        references: ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(
            path => MetadataReference.CreateFromFile(path)),
        options: new(OutputKind.ConsoleApplication));

    private static readonly string[] Starts =
    [
        "chart.Configure('A').OnEntry(",
        "chart.Configure('A').OnExit(",
        "chart.Configure('A').OnEntryFrom('x', ",
        "chart.Configure('A').InternalTransition('x', ",
        "chart.Configure('A').Permit('x', 'B').Do(",
        "chart.Configure('A').OnCompleted(",
    ];

    private static readonly string[] StartsWithParameter =
    [
        "chart.Configure('A').OnEntryFrom(number, ",
        "chart.Configure('A').InternalTransition(number, ",
        "chart.Configure('A').Permit(number, 'B').Do(",
    ];

    public static TheoryData<string> AsyncActions =>
    [
        .. from start in Starts
           from lambda in new[]
           {
               "async () => await Task.Yield()",
               "async () => { await Task.Yield(); throw new IOException(); }",
               "async t => await Task.Delay(t.Destination)",
               "async (string context) => await Task.Yield()",
               "async (string context, Transition<char, char> t) => await Task.Delay(t.Destination)",
               "() => Task.CompletedTask",
           }
           select $"{start}{lambda});",
        .. from start in StartsWithParameter
           from lambda in new[]
           {
               "async n => await Task.Delay(n)", "async (string context, int n) => await Task.Yield()", "n => Task.Delay(n)",
               "async (n, t) => await Task.Delay(n)", "(n, t) => Task.Delay(n)",
           }
           select $"{start}{lambda});",
        "chart.Configure('A').InternalTransitionIf('x', () => true, async () => await Task.Yield());",
        "chart.OnUnhandledTrigger(async (state, trigger) => await Task.Yield());",
        "chart.OnUnhandledTrigger(async unhandled => await Task.Delay(unhandled.State));",
        "built.Start(() => 'A', async state => await Task.Delay(state));",
        "built.StartOnStateless(() => 'A', async state => await Task.Delay(state));",
    ];

    public static TheoryData<string> Actions =>
    [
        .. from start in Starts
           from lambda in new[]
           {
               "() => { }",
               "() => throw new IOException()",
               "() => { throw new IOException(); }",
               "() => count++",
               "() => count.ToString()",
               "t => Console.WriteLine(t)",
               "_ => throw new IOException()",
               "(string context) => Console.WriteLine(context)",
               "(string context) => throw new IOException()",
               "(string context) => context.Length.ToString()",
               "(string context, Transition<char, char> t) => Console.WriteLine(context)",
               "(string context, Transition<char, char> t) => throw new IOException()",
               "Console.WriteLine",
               "Act",
               "() => { }, \"text\"",
               "() => throw new IOException(), text: \"text\"",
           }
           where lambda != "Console.WriteLine" && !(start.Contains("From", StringComparison.Ordinal) && lambda.StartsWith('_'))
           select $"{start}{lambda});",
        .. from start in StartsWithParameter
           from lambda in new[]
           {
               "n => Console.WriteLine(n)",
               "n => count += n",
               "(n, t) => count += n + t.Destination",
               "(n, t) => throw new IOException()",
               "(int n, Transition<char, char> t) => Console.WriteLine(t)",
               "(string context, int n) => Console.WriteLine(context)",
               "(string context, int n) => throw new IOException()",
           }
           select $"{start}{lambda});",
        "chart.Configure('A').InternalTransitionIf('x', () => true, () => throw new IOException());",
        "chart.OnUnhandledTrigger((state, trigger) => throw new IOException());",
        "chart.OnUnhandledTrigger(unhandled => Console.WriteLine(unhandled.Trigger));",
        "var row = 'A'; built.Start(() => row, state => row = state);",
        "var row = 'A'; built.StartOnStateless(() => row, state => row = state);",
    ];

    [Theory]
    [MemberData(nameof(AsyncActions))]
    public void Compile_AsyncAction_IsErrorWithFix(string statement)
    {
        var error = Assert.Single(ErrorsOf(statement));
        Assert.Equal("CS0619", error.Id);
        Assert.Contains("A chart does not await its actions", error.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chart.Configure('A').OnEntry(async () => await Task.Yield());", "Invoke")]
    [InlineData("chart.OnUnhandledTrigger(async (state, trigger) => await Task.Yield());", "coroutine")]
    public void Compile_AsyncAction_NamesTheAlternative(string statement, string alternative) =>
        Assert.Contains(alternative, Assert.Single(ErrorsOf(statement)).GetMessage(), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Actions))]
    public void Compile_AnyOtherAction_Succeeds(string statement) => Assert.Empty(ErrorsOf(statement));

    /// <summary>
    /// Covers all members: each that takes an action has a counterpart that takes a function returning a task and is an error.
    /// </summary>
    [Theory]
    [InlineData(typeof(StatechartBuilder<,>))]
    [InlineData(typeof(StateConfiguration<,>))]
    [InlineData(typeof(TransitionConfiguration<,>))]
    [InlineData(typeof(TransitionConfiguration<,,>))]
    [InlineData(typeof(Statechart<,>))]
    [InlineData(typeof(StatechartInstance<,>))]
    [InlineData(typeof(StatelessBackend))]
    public void Members_ThatTakeActions_RejectAsyncActions(Type type)
    {
        var methods = type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly);
        var refused = methods.Where(method => method.GetCustomAttribute<ObsoleteAttribute>() is { IsError: true })
            .Select(method => Signature(method))
            .Order(StringComparer.Ordinal)
            .ToArray();
        var actions = methods.Where(method => method.GetParameters().Any(parameter => IsAction(parameter.ParameterType)))
            .Select(method => Signature(method))
            .Order(StringComparer.Ordinal)
            .ToArray();
        Assert.Equal(actions, refused);
    }

    private static bool IsAction(Type type) =>
        type == typeof(Action)
            || (type.IsGenericType && type.GetGenericTypeDefinition().FullName!.StartsWith("System.Action`", StringComparison.Ordinal));

    /// <summary>Returns the name and the parameters, with an action and a function returning a task written alike.</summary>
    private static string Signature(MethodInfo method) =>
        $"{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => Shown(parameter.ParameterType)))})";

    private static string Shown(Type type)
    {
        if (type == typeof(Action))
            return "action()";
        if (!type.IsGenericType)
            return type.Name;

        var arguments = type.GetGenericArguments();
        var returnsTask = arguments[^1].IsGenericMethodParameter && arguments[^1].GetGenericParameterConstraints().Contains(typeof(Task));
        return IsAction(type) ? $"action({string.Join(", ", arguments.Select(Shown))})"
            : returnsTask ? $"action({string.Join(", ", arguments[..^1].Select(Shown))})"
            : $"{type.Name}<{string.Join(", ", arguments.Select(Shown))}>";
    }

    private static Diagnostic[] ErrorsOf(string statement)
    {
        var program = $$"""
            using System;
            using System.IO;
            using System.Threading.Tasks;
            using CoroFsm.Statecharts;
            using CoroFsm.Stateless;
            var count = 0;
            var number = new TriggerWithParameter<char, int>('n');
            var chart = new StatechartBuilder<char, char>();
            var built = Statechart.Build<char, char>(chart => chart.Configure('A'));
            {{statement}}
            void Act() { }
            """;
        var token = TestContext.Current.CancellationToken;
        return
        [
            .. Empty.AddSyntaxTrees(CSharpSyntaxTree.ParseText(program, cancellationToken: token)).GetDiagnostics(token).Where(
                found => found.Severity == DiagnosticSeverity.Error),
        ];
    }
}
