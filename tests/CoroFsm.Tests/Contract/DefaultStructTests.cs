using System.ComponentModel;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CoroFsm.Tests.Contract;

/// <summary>The default value of each public struct works, or its members say that it is the default value.</summary>
public sealed class DefaultStructTests
{
    private static readonly Assembly[] Libraries =
    [
        typeof(Machine).Assembly,
        typeof(Hosting.Machines).Assembly,
        typeof(Parsers.Lines.TextLine).Assembly,
        typeof(Testing.Simulation).Assembly,
        typeof(Stateless.StatelessBackend).Assembly,
    ];

    public static TheoryData<string> Structs => [.. Types.Select(static type => type.ToString())];

    private static IEnumerable<Type> Types =>
        from library in Libraries
        from type in library.GetExportedTypes()
        where type is { IsValueType: true, IsEnum: false, IsNested: false } && !typeof(ICoroutineAwaiter).IsAssignableFrom(type)
        where type.GetCustomAttribute<EditorBrowsableAttribute>()?.State is not EditorBrowsableState.Never
        select type;

    [Fact]
    public void Structs_OfTheLibraries_AreFound() => Assert.Superset(
        new HashSet<Type>
        {
            typeof(Inbox<>),
            typeof(Superstate<>),
            typeof(TaskContext),
            typeof(TaskId),
            typeof(Transition<,>),
            typeof(Parsers.Xml.SaxEvent),
        },
        Types.ToHashSet());

    [Theory]
    [MemberData(nameof(Structs))]
    public void AnyMember_DefaultValue_WorksOrSaysWhatItIs(string name)
    {
        var type = Closed(Types.Single(type => type.ToString() == name));
        var members = type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(static method => !method.ReturnType.IsByRefLike);
        Assert.All(members, method =>
        {
            var member = Closed(method);
            var error = Record.Exception(() => Ended(member.Invoke(
                Activator.CreateInstance(type),
                BindingFlags.DoNotWrapExceptions,
                binder: null,
                [.. member.GetParameters().Select(ValueOf)],
                culture: null)));
            if (error is not (null or ArgumentException))
                Assert.Contains("default", Assert.IsType<InvalidOperationException>(error).Message);
        });
    }

    /// <summary>Takes the result of a coroutine, which throws its exception.</summary>
    private static void Ended(object? result)
    {
        if (result?.GetType().GetCustomAttribute<AsyncMethodBuilderAttribute>() is null)
            return;
        var awaiter = result.GetType().GetMethod("GetAwaiter")!.Invoke(result, [])!;
        awaiter.GetType().GetMethod("GetResult")!.Invoke(awaiter, BindingFlags.DoNotWrapExceptions, binder: null, [], culture: null);
    }

    private static Type Closed(Type type) =>
        type.IsGenericTypeDefinition ? type.MakeGenericType([.. type.GetGenericArguments().Select(static _ => typeof(string))]) : type;

    private static MethodInfo Closed(MethodInfo method) =>
        !method.IsGenericMethodDefinition ? method : TryClose(method, typeof(string)) ?? TryClose(method, typeof(int))!;

    private static MethodInfo? TryClose(MethodInfo method, Type argument)
    {
        try
        {
            return method.MakeGenericMethod([.. method.GetGenericArguments().Select(_ => argument)]);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static object? ValueOf(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(string))
            return "x";
        if (type == typeof(Task))
            return Task.CompletedTask;
        if (type == typeof(Exception))
            return new TimeoutException();
        if (type == typeof(IEnumerable<Wait>))
            return Array.Empty<Wait>();
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            var parameters = invoke.GetParameters().Select(static p => Expression.Parameter(p.ParameterType));
            return Expression.Lambda(type, Expression.Default(invoke.ReturnType), parameters).Compile();
        }

        return type.IsValueType ? Activator.CreateInstance(type) : null;
    }
}
