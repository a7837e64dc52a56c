using CoroFsm.Parsers;

namespace SaxToBus;

/// <summary>A stage that counts the events.</summary>
internal sealed class EventCounter(IObserver<SaxEvent> next) : IObserver<SaxEvent>
{
    /// <summary>Gets how many events have passed.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public void OnNext(SaxEvent value)
    {
        Count++;
        next.OnNext(value);
    }

    /// <inheritdoc/>
    public void OnCompleted() => next.OnCompleted();

    /// <inheritdoc/>
    public void OnError(Exception error) => next.OnError(error);
}
