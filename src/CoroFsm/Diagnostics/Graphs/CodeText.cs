using System.Text.RegularExpressions;

namespace CoroFsm.Diagnostics;

/// <summary>Formats the code of a guard or an action for a drawing.</summary>
internal static partial class CodeText
{
    /// <summary>Removes the head of a lambda, and joins several lines into one.</summary>
    internal static string Of(string code) => Spaces().Replace(LambdaHead().Replace(code.Trim(), ""), " ");

    [GeneratedRegex(@"^(?:static\s+)?(?:\w+|\([^()=]*\))\s*=>\s*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LambdaHead();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
