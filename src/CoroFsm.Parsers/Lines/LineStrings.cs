namespace CoroFsm.Parsers;

/// <summary>Makes strings of lines.</summary>
internal sealed class LineStrings(IObserver<string> next) : IObserver<TextLine>
{
    public void OnNext(TextLine value) => next.OnNext(value.GetString());

    public void OnCompleted() => next.OnCompleted();

    public void OnError(Exception error) => next.OnError(error);
}
