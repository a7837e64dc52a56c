namespace CoroFsm;

/// <summary>Combines exceptions, so that no failure hides another one.</summary>
internal static class Faults
{
    /// <summary>Combines two exceptions, each of which may be null.</summary>
    internal static Exception? Both(Exception? first, Exception? second)
    {
        if (first is null || ReferenceEquals(first, second))
            return second;
        return second is null ? first : new AggregateException([.. PartsOf(first), .. PartsOf(second)]);
    }

    /// <summary>Returns the parts of a combined exception, in order: <see cref="AggregateException.Flatten"/> moves nested parts.</summary>
    private static IReadOnlyList<Exception> PartsOf(Exception exception) =>
        exception is AggregateException combined ? [.. combined.InnerExceptions.SelectMany(PartsOf)] : [exception];
}
