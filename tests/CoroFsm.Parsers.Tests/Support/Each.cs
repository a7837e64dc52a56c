using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Support;

/// <summary>Runs an action for each event.</summary>
internal sealed class Each(Action<SaxEvent> action) : IObserver<SaxEvent>
{
    public bool IsCompleted { get; private set; }

    public Exception? Error { get; private set; }

    public void OnNext(SaxEvent value) => action(value);

    public void OnCompleted() => IsCompleted = true;

    public void OnError(Exception error) => Error = error;
}
