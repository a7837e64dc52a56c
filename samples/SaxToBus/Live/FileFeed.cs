namespace SaxToBus;

/// <summary>A file that is rewritten now and then.</summary>
internal sealed class FileFeed(string path, StandardStreams streams) : IPolledFeed
{
    /// <summary>What it looked like; null if it has to be read, for the last poll has failed.</summary>
    private (DateTime Written, long Length)? last;

    /// <inheritdoc/>
    public async Task<bool> PollAsync(Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        // Looked at before it is opened: one that is replaced between the two is read again, and none is missed.
        var before = last;
        last = null;
        var file = new FileInfo(path);
        var now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        using var input = FeedInput.Open(path, streams, cancellationToken);
        if (now == before)
        {
            last = now;
            return false;
        }

        await read(input.Stream, cancellationToken);
        last = now;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // It is only open while it is read.
    }
}
