using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CoroFsm.Pipelines;

/// <summary>Reads JSON lines in UTF-8 from a stream and pushes the items. Represents the receiving end of a pipe.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// <para>Reads up to and including the line that describes how the items ended. The stream remains open. Run a source once.</para>
/// <para>If the stream, a line or the target fails, <see cref="IObserver{T}.OnError"/> of the target is called, and the exception is
/// thrown: <see cref="JsonException"/> for a line that is malformed or too long (with its number), <see cref="RemoteException"/> if the
/// other end has reported a failure, <see cref="EndOfStreamException"/> if the stream ends without the line that describes how the items
/// ended.
/// </para>
/// </remarks>
public sealed class JsonLinesSource<T>
{
    private readonly Stream stream;
    private readonly JsonLinesParser<T> parser;

    /// <summary>Initializes a new instance of the <see cref="JsonLinesSource{T}"/> class.</summary>
    /// <param name="stream">The stream from which the lines are read.</param>
    /// <param name="json">The metadata for reading an item, preferably of a source-generated context.</param>
    /// <param name="options">The options; null for <see cref="JsonLinesOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="json"/> is null.</exception>
    public JsonLinesSource(Stream stream, JsonTypeInfo<T> json, JsonLinesOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(json);
        this.stream = stream;
        parser = new(json, options ?? JsonLinesOptions.Default);
    }

    /// <summary>Pushes all items and their completion or failure.</summary>
    /// <param name="target">The target of the items.</param>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is null.</exception>
    public void Run(IObserver<T> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        try
        {
            while (!parser.Take(stream.Read(parser.Room()), target))
            {
            }
        }
        catch (Exception error)
        {
            Source.Fail(target, error);
            throw;
        }

        target.OnCompleted();
    }

    /// <summary>Pushes all items and their completion or failure, without blocking.</summary>
    /// <param name="target">The target of the items; called by one thread at a time.</param>
    /// <param name="cancellationToken">Cancels the reading; the target receives the failure.</param>
    /// <returns>A task that ends when the target has received the completion or failure.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is null.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> has been cancelled.</exception>
    public async Task RunAsync(IObserver<T> target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        try
        {
            while (!parser.Take(await stream.ReadAsync(parser.Room(), cancellationToken).ConfigureAwait(false), target))
                cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception error)
        {
            Source.Fail(target, error);
            throw;
        }

        target.OnCompleted();
    }
}
