using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Adapts a <see cref="ThreadedSaxStage"/> to a handler of an <see cref="XmlPushParser{THandler}"/>, which records its events much faster
/// than through <see cref="SaxObserver"/>.
/// </summary>
/// <param name="stage">The target of the events.</param>
public readonly struct ThreadedSaxHandler(ThreadedSaxStage stage) : IObserver<SaxEvent>, IRestartObserver
{
    internal ThreadedSaxStage Stage => stage ?? throw new InvalidOperationException(
        "This handler is default(ThreadedSaxHandler), so no stage gets its events. Pass a stage to its constructor.");

    /// <summary>Passes an event on.</summary>
    /// <param name="value">The event.</param>
    public void OnNext(SaxEvent value) => Stage.OnNext(value);

    /// <summary>Passes the completion on.</summary>
    public void OnCompleted() => Stage.OnCompleted();

    /// <summary>Passes a failure on.</summary>
    /// <param name="error">The failure.</param>
    public void OnError(Exception error) => Stage.OnError(error);

    /// <summary>Passes the notification of another document on.</summary>
    public void OnRestart() => Stage.OnRestart();
}
