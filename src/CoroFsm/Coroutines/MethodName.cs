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

    /// <summary>Gets the name of a method from the type that the compiler generated for it.</summary>
    /// <param name="methodType">The state machine's type, such as <c>&lt;Talking&gt;d__7</c>.</param>
    /// <returns>The name: that of the local function itself, and for a lambda that of the containing method.</returns>
    internal static string Of(Type methodType) => Of(methodType.Name);

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

    /// <summary>Returns whether a coroutine belongs to this library and is not a state of its user.</summary>
    internal static bool IsOurs(CoroutineFrame frame) => frame.MethodType.Assembly == typeof(MethodName).Assembly;

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
