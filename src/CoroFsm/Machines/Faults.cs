namespace CoroFsm;

/// <summary>Combines what has failed, so that a second fault does not replace the first, nor the first hide the second.</summary>
internal static class Faults
{
    /// <summary>Combines two faults, either of which may be missing.</summary>
    internal static Exception? Both(Exception? first, Exception? second)
    {
        if (first is null || ReferenceEquals(first, second))
            return second;
        return second is null ? first : new AggregateException(first, second).Flatten();
    }
}
