using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Attacks;

/// <summary>Counts the events, and keeps nothing.</summary>
public struct Counting : IObserver<SaxEvent>
{
    /// <summary>Gets how many there were.</summary>
    public long Events { get; private set; }

    /// <inheritdoc/>
    public void OnNext(SaxEvent value) => Events++;

    /// <inheritdoc/>
    public readonly void OnCompleted()
    {
    }

    /// <inheritdoc/>
    public readonly void OnError(Exception error)
    {
    }
}
