using System.Globalization;

namespace CoroFsm.Tests.Pipelines;

/// <summary>A sink that records all calls in order: an item as it is, the completion as "|", a failure as "!" and its message.</summary>
internal sealed class Recording<T>(List<string>? shared = null, string prefix = "") : IObserver<T>
{
    public static readonly Exception Bad = new ArithmeticException("bad");

    public List<string> Log { get; } = shared ?? [];

    public List<Exception> Failures { get; } = [];

    /// <summary>Thrown at the item with this text.</summary>
    public string? ThrowsAt { get; init; }

    public Exception Error { get; init; } = Bad;

    public Exception? ErrorAtEnd { get; init; }

    public Exception? ErrorAtFailure { get; init; }

    /// <summary>Called before an item is recorded.</summary>
    public Action<T>? Check { get; init; }

    public Action<T>? Then { get; init; }

    public string Text => string.Join(' ', Log);

    public void OnNext(T value)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{value}");
        if (text == ThrowsAt)
            throw Error;
        Check?.Invoke(value);
        Log.Add(prefix + text);
        Then?.Invoke(value);
    }

    public void OnCompleted()
    {
        Log.Add(prefix + "|");
        if (ErrorAtEnd is not null)
            throw ErrorAtEnd;
    }

    public void OnError(Exception error)
    {
        Log.Add($"{prefix}!{error.Message}");
        Failures.Add(error);
        if (ErrorAtFailure is not null)
            throw ErrorAtFailure;
    }
}
