namespace CoroFsm.Durability.Operations;

/// <summary>Reads the requests that the note of a record lists.</summary>
internal static class EffectRequest
{
    private static readonly string[] Kinds = ["call ", "transaction ", "start "];

    /// <summary>Returns the name of the effect that was requested; null if the request is no effect.</summary>
    internal static string? NameOf(string request)
    {
        foreach (var kind in Kinds)
        {
            if (request.StartsWith(kind, StringComparison.Ordinal))
                return request[kind.Length..];
        }

        return null;
    }
}
