using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Lines;

/// <summary>
/// A source that pushes what is appended to a file, for as long as it is run (<c>tail -F</c>).
/// </summary>
/// <remarks>
/// <para>
/// It looks at the file again and again, with an interval between; it needs one buffer of 64 KiB and no thread while it waits. The file
/// may be written, renamed and deleted by others
/// meanwhile. A file that is missing is waited for, and read from its start when it appears.
/// </para>
/// <para>
/// <b>Rotation.</b> When another file has taken the path, the old one is read to its end, then the new one from its start. On Linux
/// that is certain: the system tells the path that the
/// old file has now. Elsewhere the two are told apart by their length and the times when they were created and written. What is written
/// to the old file after that is not
/// seen, nor a file that comes and goes between two looks.
/// </para>
/// <para>
/// <b>Truncation.</b> When the file has become shorter than what was read, it is read again from its start. If it has grown back to
/// that length between two looks, that is not seen.
/// </para>
/// <para>
/// <b>Restart.</b> Before the first byte of the new content the target is notified (<see cref="IRestartObserver"/>): a
/// <see cref="LineSplitter"/> ends the line that it keeps, an
/// <see cref="XmlPushParser"/> begins another document. A target that does not receive notifications gets bytes after bytes.
/// </para>
/// <para>It can be run more than once, also at the same time; each run is by itself.</para>
/// </remarks>
public sealed class FollowedFile
{
    private readonly string path;
    private readonly FollowedFileOptions options;

    /// <summary>Initializes a new instance of the <see cref="FollowedFile"/> class. Nothing is opened yet.</summary>
    /// <param name="path">The file; it need not exist.</param>
    /// <param name="options">How it is followed; null: <see cref="FollowedFileOptions.Default"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public FollowedFile(string path, FollowedFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        this.path = Path.GetFullPath(path);
        this.options = options ?? FollowedFileOptions.Default;
    }

    /// <summary>
    /// Pushes the bytes of the file, and goes on until it is cancelled or fails. Where the file ends at the call is where it is
    /// followed from.
    /// </summary>
    /// <param name="target">Gets the bytes, then the failure; following has no other end.</param>
    /// <param name="progress">Gets the number of chunks and bytes after each chunk.</param>
    /// <param name="cancellationToken">Ends the run, also while it waits.</param>
    /// <returns>The run. It is cancelled or fails; it never completes.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled. The target has got it too.</exception>
    /// <exception cref="IOException">The file cannot be read. The target has got it too.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read, or is a folder. The target has got it too.</exception>
    /// <remarks>
    /// What the target throws is handed to it as its failure and comes out here. Chunks are pushed by whatever thread continues the
    /// reading, one at a time, and are valid during the call.
    /// </remarks>
    public async Task RunAsync(
        IObserver<ByteChunk> target, IProgress<PushProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var follower = new FileFollower(path, options.FromStart);
            var pushed = default(PushProgress);
            while (true)
            {
                var bytes = await follower.ReadAsync(cancellationToken).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (!bytes.IsEmpty)
                {
                    target.OnNext(bytes);
                    pushed = new(pushed.Items + 1, pushed.Bytes + bytes.Length);
                    progress?.Report(pushed);
                }
                else if (follower.TryGoOn(out var isRestart))
                {
                    if (isRestart)
                        Source.Restart(target);
                }
                else
                {
                    await Task.Delay(options.PollInterval, options.TimeProvider, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception error)
        {
            Source.Fail(target, error);
            throw;
        }
    }
}
