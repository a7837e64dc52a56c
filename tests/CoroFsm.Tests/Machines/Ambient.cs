using System.Diagnostics;
using System.Globalization;

namespace CoroFsm.Tests.Machines;

/// <summary>
/// Execution contexts of named users: an <see cref="AsyncLocal{T}"/>, the culture and the current activity carry the name.
/// </summary>
internal static class Ambient
{
    /// <summary>The name that the default context shows.</summary>
    public const string Default = "-";

    private static readonly AsyncLocal<string?> User = new();

    /// <summary>Gets the kinds of ambient context, each with a function that reads the user's name.</summary>
    public static IReadOnlyDictionary<string, Func<string>> Kinds { get; } = new Dictionary<string, Func<string>>
    {
        ["AsyncLocal"] = static () => User.Value ?? Default,
        ["culture"] = static () => CultureInfo.CurrentCulture.NumberFormat.CurrencySymbol is ['$', .. var name] ? name : Default,
        ["Activity"] = static () => Activity.Current?.OperationName ?? Default,
    };

    /// <summary>Gets all of them, which should agree.</summary>
    public static string Now => string.Join('/', Kinds.Values.Select(read => read()).Distinct());

    /// <summary>Sets the current context to that of a user.</summary>
    public static void Become(string user)
    {
        User.Value = user;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.CurrencySymbol = "$" + user;
        CultureInfo.CurrentCulture = culture;
        Activity.Current = new Activity(user).Start();
    }

    /// <summary>Runs an action on this thread, as a user.</summary>
    public static void As(string user, Action action) => ExecutionContext.Run(
        ExecutionContext.Capture()!,
        _ =>
        {
            Become(user);
            action();
        },
        null);

    /// <summary>Starts a thread of a user; <see cref="Default"/>: one with the default context.</summary>
    public static Thread Start(string user, Action action)
    {
        var thread = new Thread(() =>
        {
            if (user != Default)
                Become(user);
            action();
        })
        { IsBackground = true };
        thread.UnsafeStart();
        return thread;
    }

    /// <summary>Runs an action on a thread of a user, and waits for its end.</summary>
    public static void RunOnThread(string user, Action action) => Start(user, action).Join();

    /// <summary>Combines rows of a test with the kinds of context.</summary>
    public static TheoryData<string, string> Table(IEnumerable<string> rows)
    {
        var data = new TheoryData<string, string>();
        foreach (var row in rows)
        {
            foreach (var kind in Kinds.Keys)
                data.Add(row, kind);
        }

        return data;
    }
}
