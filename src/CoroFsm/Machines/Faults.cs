namespace CoroFsm;

/// <summary>Combines exceptions, so that no failure hides another one.</summary>
internal static class Faults
{
    /// <summary>Combines two exceptions, each of which may be null.</summary>
    internal static Exception? Both(Exception? first, Exception? second)
    {
        if (first is null || ReferenceEquals(first, second))
            return second;
        return second is null ? first : new AggregateException(first, second).Flatten();
    }
}
