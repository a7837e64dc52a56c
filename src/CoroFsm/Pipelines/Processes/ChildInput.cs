using System.Text.Json.Serialization.Metadata;

namespace CoroFsm.Pipelines;

/// <summary>
/// Writes to a child's standard input. A child that has closed it (as <c>head</c> does) receives no more; the end of the child decides
/// whether that is a failure.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
internal sealed class ChildInput<T>(ChildPipe pipe, JsonTypeInfo<T> json, JsonLinesOptions options, Exception childEnded) : IObserver<T>
{
    private readonly JsonLinesSink<T> sink = new(pipe, json, options);
    private bool isClosed;
    private volatile Exception? failure;

    /// <summary>Gets the failure of the input, once the child has been notified.</summary>
    internal Exception? Failure => failure;

    public void OnNext(T value)
    {
        if (isClosed)
            return;

        try
        {
            sink.OnNext(value);
        }
        catch (Exception error) when (IsGone(error))
        {
            Close();
        }
    }

    public void OnCompleted() => Finish(sink.OnCompleted);

    public void OnError(Exception error)
    {
        if (ReferenceEquals(error, childEnded))
        {
            Close();
            return;
        }

        failure = error;
        Finish(() => sink.OnError(error));
    }

    /// <summary>Creates the written lines available to the child, when no more are queued.</summary>
    internal void Flush()
    {
        if (isClosed)
            return;

        try
        {
            sink.Flush();
        }
        catch (Exception error) when (IsGone(error))
        {
            Close();
        }
    }

    private static bool IsGone(Exception error) => error is IOException or OperationCanceledException;

    private void Finish(Action lastLine)
    {
        if (isClosed)
            return;

        try
        {
            lastLine();
        }
        catch (Exception error) when (IsGone(error))
        {
            // The child does not read the last line.
        }
        finally
        {
            Close();
        }
    }

    private void Close()
    {
        if (isClosed)
            return;

        isClosed = true;
        try
        {
            pipe.Dispose();
        }
        catch (IOException)
        {
            // The other end has closed.
        }
    }
}
