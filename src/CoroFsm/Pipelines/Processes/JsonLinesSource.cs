using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CoroFsm.Pipelines;

/// <summary>Reads JSON lines from a stream, in UTF-8, and pushes the items: the receiving end of a pipe. (The course's <c>recvfrom</c>.)</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// <para>It reads as far as the line that says how the items ended; the stream stays open. To be run once.</para>
/// <para>
/// Whatever fails, the stream, a line, or the target, the target is told <see cref="IObserver{T}.OnError"/>, and it comes out here: <see cref="JsonException"/> for a line that is
/// malformed or too long (with its number), <see cref="RemoteException"/> if the other end has said that it failed, <see cref="EndOfStreamException"/> if it has gone away.
/// </para>
/// </remarks>
public sealed class JsonLinesSource<T>
{
    private readonly Stream stream;
    private readonly JsonLinesParser<T> parser;

    /// <summary>Initializes a new instance of the <see cref="JsonLinesSource{T}"/> class.</summary>
    /// <param name="stream">Where the lines come from.</param>
    /// <param name="json">How an item is read, best from a source-generated context.</param>
    /// <param name="options">How lines are read; null: <see cref="JsonLinesOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="json"/> is null.</exception>
    public JsonLinesSource(Stream stream, JsonTypeInfo<T> json, JsonLinesOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(json);
        this.stream = stream;
        parser = new(json, options ?? JsonLinesOptions.Default);
    }

    /// <summary>Pushes all items, and how they end.</summary>
    /// <param name="target">Who gets them.</param>
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

    /// <summary>Pushes all items, and how they end, and waits for the stream without blocking.</summary>
    /// <param name="target">Who gets them, from one thread at a time.</param>
    /// <param name="cancellationToken">Ends the reading; the target is told.</param>
    /// <returns>Ends when the target has been told the end.</returns>
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
