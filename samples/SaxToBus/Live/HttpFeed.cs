using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;

namespace SaxToBus;

/// <summary>A feed that a web server has: asked for only if it has changed, packed if the server can, and with bounds in time and length.</summary>
internal sealed class HttpFeed : IPolledFeed
{
    /// <summary>How long an answer may be, unpacked.</summary>
    public const long MaxLength = 256 << 20;

    private readonly Uri address;
    private readonly TimeSpan timeout;
    private readonly TimeProvider time;
    private readonly HttpClient client;
    private EntityTagHeaderValue? tag;
    private DateTimeOffset? modified;

    /// <summary>Initializes a feed; nobody is asked yet.</summary>
    /// <param name="address">The address: http or https.</param>
    /// <param name="timeout">How long an answer may take, from the question to its last byte.</param>
    /// <param name="time">The clock.</param>
    public HttpFeed(Uri address, TimeSpan timeout, TimeProvider time)
    {
        this.address = address;
        this.timeout = timeout;
        this.time = time;

        // It is unpacked here, where its length is watched.
        client = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.AcceptEncoding.Add(new("gzip"));
        client.DefaultRequestHeaders.Accept.ParseAdd("application/xml, text/xml;q=0.9, */*;q=0.1");
        client.DefaultRequestHeaders.UserAgent.Add(new("SaxToBus", "0.1"));
    }

    /// <summary>Makes an address of what stands on the command line; null if it is none of the web.</summary>
    public static Uri? AddressOf(string file) =>
        Uri.TryCreate(file, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) ? uri : null;

    /// <inheritdoc/>
    public async Task<bool> PollAsync(Func<Stream, CancellationToken, Task> read, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return await AskAsync(read, either.Token);
        }
        catch (Exception error) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested && error is not FaultException)
        {
            throw new FaultException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"no whole answer within {timeout.TotalSeconds} s"), error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or InvalidDataException)
        {
            throw new FaultException(error.InnerException is IOException or AuthenticationException ? error.InnerException.Message : error.Message, error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<bool> AskAsync(Func<Stream, CancellationToken, Task> read, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var (lastTag, lastModified) = (tag, modified);
        if (lastTag is not null)
            request.Headers.IfNoneMatch.Add(lastTag);
        request.Headers.IfModifiedSince = lastModified;

        // After a poll that fails all is asked for: what was known may be stale by then.
        (tag, modified) = (null, null);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode == HttpStatusCode.NotModified)
        {
            (tag, modified) = (lastTag, lastModified);
            return false;
        }

        Check(response);
        await using (var body = await response.Content.ReadAsStreamAsync(cancellation))
        await using (var unpacked = Unpack(response.Content.Headers.ContentEncoding, body))
            await read(unpacked, cancellation);

        tag = response.Headers.ETag;
        modified = response.Content.Headers.LastModified;
        return true;
    }

    private static void Check(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
            throw new FaultException($"the server answers {(int)response.StatusCode} {response.ReasonPhrase}");

        var type = response.Content.Headers.ContentType?.MediaType;
        var mayBeXml = type is null or "text/plain" or "application/octet-stream" || type.Contains("xml", StringComparison.OrdinalIgnoreCase);
        if (!mayBeXml || type is "application/xhtml+xml")
            throw new FaultException($"the server sends {type}; expected is XML, such as application/xml");
    }

    private static BoundedStream Unpack(ICollection<string> encodings, Stream body)
    {
        if (encodings.Count == 0 || (encodings.Count == 1 && encodings.First() == "identity"))
            return new(body, packed: null, MaxLength);
        if (encodings.Count > 1 || !encodings.First().Equals("gzip", StringComparison.OrdinalIgnoreCase))
            throw new FaultException($"the answer is packed as {string.Join(", ", encodings)}; expected is gzip, or nothing");

        var counted = new CountedStream(body);
        return new(new GZipStream(counted, CompressionMode.Decompress), () => counted.Count, MaxLength);
    }

    private sealed class CountedStream(Stream inner) : InputStream
    {
        internal long Count { get; private set; }

        public override int Read(Span<byte> buffer) => Counted(inner.Read(buffer));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Counted(await inner.ReadAsync(buffer, cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        private int Counted(int count)
        {
            Count += count;
            return count;
        }
    }
}
