using System.Net;

namespace SaxToBus;

/// <summary>Requests a feed from a web server, and follows its redirects.</summary>
internal sealed class WebClient : IDisposable
{
    private readonly Uri address;
    private readonly WebOptions options;
    private readonly TimeProvider time;
    private readonly HttpClient client;

    /// <summary>Initializes a client. Nothing is sent yet.</summary>
    /// <param name="address">The address: http or https.</param>
    /// <param name="options">The options of its requests.</param>
    /// <param name="time">The clock.</param>
    public WebClient(Uri address, WebOptions options, TimeProvider time)
    {
        this.address = address;
        this.options = options;
        this.time = time;

        // Decompressed and redirected here, where bounds apply.
        client = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.AcceptEncoding.Add(new("gzip"));
        client.DefaultRequestHeaders.Accept.ParseAdd("application/xml, text/xml;q=0.9, */*;q=0.1");
        client.DefaultRequestHeaders.UserAgent.Add(new("SaxToBus", "0.1"));
    }

    /// <summary>Requests the feed.</summary>
    /// <param name="validators">Makes the request conditional; null: the feed is wanted in any case.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The answer: a document, or that it has not changed.</returns>
    /// <exception cref="FaultException">The server refuses, or redirects in a way that is not followed.</exception>
    public async Task<WebAnswer> RequestAsync(Validators? validators, CancellationToken cancellationToken)
    {
        var (target, sendsHeaders) = (address, true);
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, target);
            var isConditional = validators?.AddTo(request) is true;
            foreach (var header in sendsHeaders ? options.Headers : [])
                request.Headers.TryAddWithoutValidation(header.Name, header.Value);

            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode || (response.StatusCode == HttpStatusCode.NotModified && isConditional))
                return new(response, target);

            using (response)
            {
                if (!Redirect.IsRedirect(response))
                    throw WebFault.OfStatus(response, time);
                if (redirects == Redirect.MaxCount)
                    throw new FaultException($"the server redirects more than {Redirect.MaxCount} times");

                // Once another origin has chosen the address, even the first one receives no secret again.
                var next = Redirect.TargetOf(response, target);
                sendsHeaders &= WebAddress.IsSameOrigin(target, next);
                target = next;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
