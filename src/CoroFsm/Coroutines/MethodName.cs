using System.Reflection;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Determines the names of states: the name of a state is the name of the method that waits.
/// </summary>
internal static class MethodName
{
    /// <summary>
    /// Maximum number of coroutines in a path, because coroutines that await each other, or reused frames, could form a circle.
    /// </summary>
    internal const int MaxLevels = 1000;

    /// <summary>The names of the types that the compiler generated for methods, each created once.</summary>
    private static readonly ConditionalWeakTable<Type, string> Names = [];

    /// <summary>The names with their types.</summary>
    private static readonly ConditionalWeakTable<MemberInfo, string> Qualified = [];

    /// <summary>The hashes of the names.</summary>
    private static readonly ConditionalWeakTable<Type, StrongBox<StableHash>> Hashes = [];

    /// <summary>Returns the name of a method with its type, such as "Order.Run". Allocates at the first call for each method.</summary>
    /// <param name="method">The method, or the type that the compiler generated for it.</param>
    /// <returns>The name: of the local function itself, and for a lambda that of the containing method.</returns>
    internal static string QualifiedOf(MemberInfo method) => Qualified.GetValue(method, static method =>
    {
        var declaring = method.DeclaringType;
        while (declaring is not null && declaring.Name.StartsWith("<>", StringComparison.Ordinal))
            declaring = declaring.DeclaringType;        // the closure of a lambda
        return declaring is null ? Of(method.Name) : $"{OfType(declaring)}.{Of(method.Name)}";
    });

    /// <summary>Returns the name of a type as it is written in C#, without its type parameters.</summary>
    internal static string OfType(Type type)
    {
        var name = type.Name;
        if (name.StartsWith('<') && name.IndexOf("__", StringComparison.Ordinal) is > 0 and var end)
            name = name[(end + 2)..];                   // a file-local type
        return name.IndexOf('`') is > 0 and var arity ? name[..arity] : name;
    }

    /// <summary>Gets a method's name from the type that the compiler generated for it.</summary>
    /// <param name="methodType">The state machine's type, such as <c>&lt;Talking&gt;d__7</c>.</param>
    /// <returns>The name: of the local function itself, and for a lambda that of the containing method.</returns>
    internal static string Of(Type methodType) => Names.GetValue(methodType, static type => Of(type.Name));

    /// <summary>Gets the name of a method from the name that the compiler generated for it.</summary>
    /// <param name="compiledName">The name of a state machine's type, of a local function or a lambda. An ordinary name is returned
    /// unchanged.</param>
    /// <returns>The name.</returns>
    internal static string Of(string compiledName)
    {
        var name = compiledName.AsSpan();

        var localFunction = name.IndexOf(">g__");
        if (localFunction >= 0)
        {
            name = name[(localFunction + 4)..];
            return name[..name.IndexOf('|')].ToString();
        }

        var start = name.LastIndexOf('<') + 1;
        var end = name.IndexOf('>');
        return end > start ? name[start..end].ToString() : name.ToString();
    }

    /// <summary>Returns the hash of the name of a method, as it is part of a path.</summary>
    /// <param name="methodType">The state machine's type.</param>
    /// <returns>The hash; the default value for a coroutine of this library.</returns>
    internal static StableHash HashOf(Type methodType) =>
        Hashes.GetValue(methodType, static type => new(IsOurs(type) ? default : StableHash.Of(Of(type)))).Value;

    /// <summary>Returns whether a coroutine belongs to this library and is not a state of its user.</summary>
    internal static bool IsOurs(CoroutineFrame frame) => IsOurs(frame.MethodType);

    private static bool IsOurs(Type methodType) => methodType.Assembly == typeof(MethodName).Assembly;

    /// <summary>Finds the outermost coroutine that is not this library's own.</summary>
    /// <param name="innermost">The coroutine that waits, or that waited last.</param>
    /// <param name="isExact">Whether it still waits, as for <see cref="PathOf"/>.</param>
    /// <returns>The type that the compiler made for it; null if there is none.</returns>
    internal static Type? OutermostOf(CoroutineFrame? innermost, bool isExact)
    {
        Type? outermost = null;
        var levels = 0;
        for (var frame = innermost; frame is not null && levels < MaxLevels; levels++)
        {
            if (!IsOurs(frame))
                outermost = frame.MethodType;
            frame = frame.IsAwaited || !isExact ? frame.Parent : null;
        }

        return outermost;
    }

    /// <summary>Joins the names of the methods from the outermost coroutine to <paramref name="innermost"/>.</summary>
    /// <param name="innermost">The coroutine that waits or waited last.</param>
    /// <param name="explicitName">The name that was passed to its wait, if any.</param>
    /// <param name="isExact">Whether it still waits. If not, coroutines may have ended since; they are named as long as their frames are
    /// not reused.</param>
    /// <returns>The path, such as "Session/Authenticating". It contains no coroutines of this library.</returns>
    internal static string PathOf(CoroutineFrame? innermost, string? explicitName, bool isExact)
    {
        var path = explicitName ?? "";
        var levels = 0;
        for (var frame = innermost; frame is not null && levels < MaxLevels; levels++)
        {
            if (!IsOurs(frame))
                path = path.Length == 0 ? Of(frame.MethodType) : $"{Of(frame.MethodType)}/{path}";
            frame = frame.IsAwaited || !isExact ? frame.Parent : null;
        }

        return path;
    }
}
