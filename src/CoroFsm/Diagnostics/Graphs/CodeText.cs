using System.Text.RegularExpressions;

namespace CoroFsm.Diagnostics;

/// <summary>The code of a guard or an action, as a drawing shows it.</summary>
internal static partial class CodeText
{
    /// <summary>Takes the head off a lambda, and brings what stands on several lines onto one.</summary>
    internal static string Of(string code) => Spaces().Replace(LambdaHead().Replace(code.Trim(), ""), " ");

    [GeneratedRegex(@"^(?:static\s+)?(?:\w+|\([^()=]*\))\s*=>\s*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LambdaHead();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
