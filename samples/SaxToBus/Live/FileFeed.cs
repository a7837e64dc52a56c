namespace SaxToBus;

/// <summary>A file that is written anew now and then.</summary>
internal sealed class FileFeed(string path, StandardStreams streams) : IPolledFeed
{
    private (DateTime Written, long Length)? last;

    /// <inheritdoc/>
    public async Task<bool> PollAsync(Func<Stream, CancellationToken, Task> read, CancellationToken cancellation)
    {
        using var input = FeedInput.Open(path, streams, cancellation);
        var file = new FileInfo(path);
        var now = (file.LastWriteTimeUtc, file.Length);
        if (now == last)
            return false;

        await read(input.Stream, cancellation);
        last = now;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // It is only open while it is read.
    }
}
