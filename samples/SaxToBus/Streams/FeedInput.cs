namespace SaxToBus;

/// <summary>A feed that is being read: the embedded one, a file, a web address, a connection, or standard input.</summary>
internal sealed class FeedInput : IDisposable
{
    /// <summary>What stands on the command line for standard input.</summary>
    public const string StandardInput = "-";

    private const string Embedded = "buses.xml";

    private readonly MeteredStream metered;
    private readonly LiveStream? live;

    private FeedInput(string name, Stream stream, CancellationToken cancellationToken)
    {
        Name = name;
        if (GzipFile.IsGzip(stream))
        {
            // A file like any other, but its decompressed length is unknown.
            stream = BoundedStream.Decompress(stream, long.MaxValue);
        }
        else if (stream.CanSeek)
        {
            // A device may be seekable and have no length.
            TotalBytes = stream.Length > 0 ? stream.Length : null;
        }
        else
        {
            live = new(stream, cancellationToken);
            stream = stream is WebBody ? live : new DetectedStream(live, long.MaxValue);
        }

        metered = new(stream, cancellationToken);
    }

    /// <summary>Gets what the feed is called in messages.</summary>
    public string Name { get; }

    /// <summary>Gets the feed.</summary>
    public Stream Stream => metered;

    /// <summary>Gets how many bytes were read so far. May be asked by any thread.</summary>
    public long BytesRead => metered.BytesRead;

    /// <summary>Gets a value indicating whether the input arrives, and cannot be read again.</summary>
    public bool IsLive => live is not null;

    /// <summary>Gets how many bytes there are; null if that is unknown.</summary>
    public long? TotalBytes { get; }

    /// <summary>Gets what a feed is called in messages: the argument, without the secrets of an address.</summary>
    /// <param name="file">A file, an address, <c>-</c> for standard input, or null for the embedded feed.</param>
    public static string NameOf(string? file) => file is null ? Embedded : WebAddress.Shown(file);

    /// <summary>Opens a feed.</summary>
    /// <param name="file">A file, an address, <c>-</c> for standard input, or null for the embedded feed.</param>
    /// <param name="streams">Where standard input and the clock are.</param>
    /// <param name="cancellationToken">Ends the run at the next read.</param>
    /// <param name="web">The options of a request to a web server; null: <see cref="WebOptions.Default"/>.</param>
    /// <exception cref="FaultException">There is no such file or peer, or it cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The run was ended before anybody answered.</exception>
    public static FeedInput Open(string? file, StandardStreams streams, CancellationToken cancellationToken, WebOptions? web = null)
    {
        if (file is not null && WebAddress.FaultOf(file) is { } fault)
            throw new FaultException(fault);

        var stream = file switch
        {
            null => typeof(FeedInput).Assembly.GetManifestResourceStream(Embedded)!,
            StandardInput => streams.OpenInput(),
            _ when TcpFeed.IsAddress(file) => TcpFeed.Open(file, cancellationToken),
            _ when WebAddress.Of(file) is { } address => WebBody.Open(address, web ?? WebOptions.Default, streams.Time, cancellationToken),
            _ => OpenFile(file),
        };
        return new(NameOf(file), stream, cancellationToken);
    }

    /// <summary>Says what to do before a longer wait for the feed, and now and then while it comes slowly.</summary>
    public void WhenIdle(Action action) => live?.Idle = action;

    /// <inheritdoc/>
    public void Dispose() => metered.Dispose();

    private static FileStream OpenFile(string file)
    {
        if (Directory.Exists(file))
            throw new FaultException($"{file}: this is a folder, not a file");

        try
        {
            return new(file, new FileStreamOptions
            {
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 64 << 10,
                Options = FileOptions.SequentialScan,
            });
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FaultException($"{file}: no such file", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new FaultException($"{file}: no permission to read it", error);
        }
        catch (Exception error) when (error is IOException or ArgumentException or NotSupportedException)
        {
            throw new FaultException($"{file}: {error.Message}", error);
        }
    }
}
