using System.Diagnostics.CodeAnalysis;

namespace CoroFsm;

/// <summary>Represents the end of explored work.</summary>
internal interface IExploredEnd
{
    /// <summary>Gets the task that ends.</summary>
    Task Task { get; }

    /// <summary>Ends the work with a result, if it has results of that type.</summary>
    bool TryReturn<TValue>(TValue value);

    /// <summary>Ends the work without a result, if it has none; ends a stream.</summary>
    bool TryComplete();

    /// <summary>Ends the work with an exception.</summary>
    void Fail(Exception error);
}

/// <summary>Represents the end of explored work with a result; without one, it is a <see cref="VoidResult"/>.</summary>
internal sealed class ExploredEnd<TResult> : TaskCompletionSource<TResult>, IExploredEnd
{
    Task IExploredEnd.Task => Task;

    public bool TryReturn<TValue>(TValue value)
    {
        if (!TryConvert(value, out var result))
            return false;
        SetResult(result);
        return true;
    }

    public bool TryComplete()
    {
        if (typeof(TResult) != typeof(VoidResult))
            return false;
        SetResult(default!);
        return true;
    }

    public void Fail(Exception error) => SetException(error);

    /// <summary>Converts a result of an outcome to one of the work.</summary>
    internal static bool TryConvert<TValue>(TValue value, [MaybeNullWhen(false)] out TResult result)
    {
        if (value is TResult or null && (value is not null || typeof(TValue) == typeof(TResult)))
        {
            result = (TResult)(object?)value!;
            return true;
        }

        result = default;
        return false;
    }
}

/// <summary>Represents the end of a step of an explored stream: an item, or the end of the stream.</summary>
internal sealed class ExploredStep<T>(Action<T> setCurrent) : TaskCompletionSource<bool>, IExploredEnd
{
    Task IExploredEnd.Task => Task;

    public bool TryReturn<TValue>(TValue value)
    {
        if (!ExploredEnd<T>.TryConvert(value, out var item))
            return false;
        setCurrent(item);
        SetResult(true);
        return true;
    }

    public bool TryComplete()
    {
        SetResult(false);
        return true;
    }

    public void Fail(Exception error) => SetException(error);
}
