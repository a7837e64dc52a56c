using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Xml;

/// <summary>Adapts an observer to a handler of an <see cref="XmlPushParser{THandler}"/>.</summary>
/// <param name="observer">The target of the events.</param>
public readonly struct SaxObserver(IObserver<SaxEvent> observer) : IObserver<SaxEvent>, IRestartObserver
{
    private IObserver<SaxEvent> Observer => observer ?? throw new InvalidOperationException(
        "This handler is default(SaxObserver), so no observer gets its events. Pass an observer to its constructor.");

    /// <summary>Passes an event on.</summary>
    /// <param name="value">The event.</param>
    public void OnNext(SaxEvent value) => Observer.OnNext(value);

    /// <summary>Passes the completion on.</summary>
    public void OnCompleted() => Observer.OnCompleted();

    /// <summary>Passes a failure on.</summary>
    /// <param name="error">The failure.</param>
    public void OnError(Exception error) => Observer.OnError(error);

    /// <summary>Passes the notification of another document on. Has no effect if there is no observer.</summary>
    public void OnRestart()
    {
        if (observer is not null)
            Source.Restart(observer);
    }
}
