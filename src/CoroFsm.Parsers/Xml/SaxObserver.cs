using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Xml;

/// <summary>Adapts an observer to a handler of an <see cref="XmlPushParser{THandler}"/>.</summary>
/// <param name="observer">The target of the events.</param>
public readonly struct SaxObserver(IObserver<SaxEvent> observer) : IObserver<SaxEvent>, IRestartObserver
{
    /// <summary>Passes an event on.</summary>
    /// <param name="value">The event.</param>
    public void OnNext(SaxEvent value) => observer.OnNext(value);

    /// <summary>Passes the completion on.</summary>
    public void OnCompleted() => observer.OnCompleted();

    /// <summary>Passes a failure on.</summary>
    /// <param name="error">The failure.</param>
    public void OnError(Exception error) => observer.OnError(error);

    /// <summary>Passes the notification of another document on. Has no effect if there is no observer.</summary>
    public void OnRestart()
    {
        if (observer is not null)
            Source.Restart(observer);
    }
}
