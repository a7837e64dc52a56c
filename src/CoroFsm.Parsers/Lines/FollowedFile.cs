using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Lines;

/// <summary>
/// Represents a source that pushes the bytes that are appended to a file, until it is cancelled (<c>tail -F</c>).
/// </summary>
/// <remarks>
/// <para>
/// The file is polled at an interval. A run needs one buffer of 64 KiB, and no thread while it waits. Other programs may write, rename and
/// delete the file meanwhile. A run waits for a missing file, and reads it from its start when it appears.
/// </para>
/// <para>
/// <b>Rotation.</b> When another file has taken the path, the old one is read to its end, then the new one from its start. On Linux the
/// detection is exact: the system reports the current path of the old file. On other systems the two files are distinguished by their
/// length and their times of creation and last write. Bytes that are written to the old file after that, and a file that exists only
/// between two polls, are not detected.
/// </para>
/// <para>
/// <b>Truncation.</b> When the file has become shorter than the bytes that were read, it is read again from its start. A file that has
/// grown back to that length between two polls is not detected.
/// </para>
/// <para>
/// <b>Restart.</b> Before the first byte of the new content the target is notified (<see cref="IRestartObserver"/>): a
/// <see cref="LineSplitter"/> ends its current line, an <see cref="XmlPushParser"/> begins another document. Other targets receive the
/// bytes without a separation.
/// </para>
/// <para>Several runs are possible, also at the same time; each is independent.</para>
/// </remarks>
public sealed class FollowedFile
{
    private readonly string path;
    private readonly FollowedFileOptions options;

    /// <summary>Initializes a new instance of the <see cref="FollowedFile"/> class. Does not open the file.</summary>
    /// <param name="path">The path of the file, which need not exist.</param>
    /// <param name="options">The options; null for <see cref="FollowedFileOptions.Default"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public FollowedFile(string path, FollowedFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        this.path = Path.GetFullPath(path);
        this.options = options ?? FollowedFileOptions.Default;
    }

    /// <summary>
    /// Pushes the bytes of the file until the run is cancelled or fails. By default, starts at the end that the file has when this method
    /// is called.
    /// </summary>
    /// <param name="target">The target of the bytes. It then receives the failure; a run has no other end.</param>
    /// <param name="progress">Receives the number of chunks and bytes after each chunk; null for no reports.</param>
    /// <param name="cancellationToken">Cancels the run, also while it waits.</param>
    /// <returns>A task that is cancelled or fails; it never completes.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled. The target has received the exception, too.</exception>
    /// <exception cref="IOException">The file cannot be read. The target has received the exception, too.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied, or it is a directory. The target has received the
    /// exception, too.</exception>
    /// <remarks>
    /// An exception of the target is passed to it as the failure of the whole graph, and is thrown here. Chunks are pushed one at a time,
    /// by the thread that continues the reading, and are valid during the call.
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
                else if (follower.TryContinue(out var isRestart))
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
