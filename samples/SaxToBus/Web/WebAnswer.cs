using System.Net;

namespace SaxToBus;

/// <summary>A server's answer to a request for a feed.</summary>
/// <param name="response">The answer, whose body is not read yet; owned by this object.</param>
/// <param name="address">The address that answered, behind any redirects.</param>
internal sealed class WebAnswer(HttpResponseMessage response, Uri address) : IAsyncDisposable
{
    private Stream? body;

    /// <summary>Gets a value indicating whether the document has not changed; there is no body then.</summary>
    public bool IsUnchanged => response.StatusCode == HttpStatusCode.NotModified;

    /// <summary>Gets what makes the next request conditional.</summary>
    public Validators Validators => new(address, response.Headers.ETag, response.Content.Headers.LastModified);

    /// <summary>Opens the document: decompressed, within its bounds, in an encoding that a parser recognizes.</summary>
    /// <exception cref="FaultException">The answer is not XML, or compressed or encoded in an unknown way.</exception>
    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        var headers = response.Content.Headers;
        var type = headers.ContentType;
        BodyFormat.CheckType(type?.MediaType);
        var isGzip = BodyFormat.IsGzip(headers.ContentEncoding, type?.MediaType);
        var encoding = BodyFormat.EncodingOf(type?.CharSet);
        body = await response.Content.ReadAsStreamAsync(cancellationToken);
        body = isGzip ? BoundedStream.Decompress(body, BodyFormat.MaxLength) : new DetectedStream(body, BodyFormat.MaxLength);
        return body = encoding is null ? body : new CharsetStream(body, encoding);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (body is not null)
            await body.DisposeAsync();
        response.Dispose();
    }
}
