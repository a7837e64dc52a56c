using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CoroFsm.Tests.Contract;

/// <summary>What a user of the libraries sees: few types, and the same names and orders everywhere.</summary>
public sealed class PublicSurfaceTests
{
    /// <summary>Maximum number of types that <c>using CoroFsm;</c> brings into sight.</summary>
    private const int MaxTypesOfTheRoot = 45;

    private static readonly Assembly[] Libraries =
    [
        typeof(Machine).Assembly,
        typeof(Hosting.Machines).Assembly,
        typeof(Parsers.Lines.TextLine).Assembly,
        typeof(Scxml.ScxmlEvent).Assembly,
        typeof(Scxml.EcmaScript.EcmaScriptDataModel).Assembly,
        typeof(Testing.Simulation).Assembly,
        typeof(Stateless.StatelessBackend).Assembly,
    ];

    private static IEnumerable<Type> Types => Libraries.SelectMany(static library => library.GetExportedTypes());

    private const BindingFlags AllDeclared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static IEnumerable<MethodBase> Methods =>
        from type in Types
        from method in type.GetMembers(AllDeclared).OfType<MethodBase>()
        where method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly
        select method;

    [Fact]
    public void RootNamespace_Types_AreFew() =>
        Assert.InRange(Types.Count(static type => type is { Namespace: nameof(CoroFsm), IsNested: false }), 1, MaxTypesOfTheRoot);

    [Fact]
    public void CompilerServices_Types_AreHiddenInEditors() => Assert.All(
        Types.Where(static type => type is { IsNested: false } && type.Namespace == "CoroFsm.CompilerServices"),
        static type => Assert.Equal(EditorBrowsableState.Never, type.GetCustomAttribute<EditorBrowsableAttribute>()?.State));

    [Fact]
    public void CancellationTokens_OfAllMethods_AreNamedAlikeAndLast() => Assert.All(ParametersOf(typeof(CancellationToken)), static at =>
    {
        Assert.Equal("cancellationToken", at.Parameter.Name);
        Assert.All(at.Following, static next => Assert.True(IsFilledIn(next), next.Name));
    });

    /// <summary>Options of the library have defaults. Those of .NET, such as for TLS, may be required.</summary>
    [Fact]
    public void Options_OfAllMethods_AreNamedAlikeAndStandBehindAllElse() => Assert.All(
        from method in Methods
        from at in PositionsIn(method)
        where at.Parameter.ParameterType is { Namespace: { } of, Name: { } name }
            && of.StartsWith(nameof(CoroFsm), StringComparison.Ordinal) && name.EndsWith("Options", StringComparison.Ordinal)
            && IsCall(method)
        select at,
        static at =>
        {
            Assert.Equal("options", at.Parameter.Name);
            Assert.True(at.Parameter.IsOptional || at.Parameter.ParameterType.Namespace is "System.Net.Security");
            Assert.All(
                at.Following,
                static next => Assert.True(next.ParameterType == typeof(CancellationToken) || IsFilledIn(next), next.Name));
        });

    [Fact]
    public void Conditions_OfReceives_AreNamedPredicate() => Assert.All(
        from method in Methods
        where method.Name is "Receive" or "Until" or "Where" or "Handle"
        from parameter in method.GetParameters()
        where parameter.ParameterType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Func<,>)
        select parameter,
        static parameter => Assert.Equal("predicate", parameter.Name));

    [Fact]
    public void Times_OfReceivesAndDeadlines_AreNamedTimeout() => Assert.All(
        from method in Methods
        where method.Name is "Receive" or "Within" or "Deadline"
        from parameter in method.GetParameters()
        where parameter.ParameterType == typeof(TimeSpan)
        select parameter,
        static parameter => Assert.Equal("timeout", parameter.Name));

    [Fact]
    public void Conversions_OfAllTypes_AreNotToBoolean() =>
        Assert.DoesNotContain(
            Methods.OfType<MethodInfo>(),
            static method => method.Name == "op_Implicit" && method.ReturnType == typeof(bool));

    private static IEnumerable<(ParameterInfo Parameter, ParameterInfo[] Following)> ParametersOf(Type type) =>
        Methods.Where(IsCall).SelectMany(PositionsIn).Where(at => at.Parameter.ParameterType == type);

    private static IEnumerable<(ParameterInfo Parameter, ParameterInfo[] Following)> PositionsIn(MethodBase method)
    {
        var parameters = method.GetParameters();
        return parameters.Select((parameter, i) => (parameter, parameters[(i + 1)..]));
    }

    /// <summary>Not an accessor or an operator, and not what the compiler adds to a record.</summary>
    private static bool IsCall(MethodBase method) => method is ConstructorInfo { IsPublic: true } or MethodInfo { IsSpecialName: false }
        && method.Name != nameof(Equals)
        && !method.IsDefined(typeof(CompilerGeneratedAttribute));

    private static bool IsFilledIn(ParameterInfo parameter) =>
        parameter.IsDefined(typeof(CallerLineNumberAttribute))
        || parameter.IsDefined(typeof(CallerFilePathAttribute))
        || parameter.IsDefined(typeof(CallerArgumentExpressionAttribute));
}
