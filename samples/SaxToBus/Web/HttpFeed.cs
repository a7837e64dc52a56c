namespace SaxToBus;

/// <summary>A feed of a web server that is requested again and again, each time only if it has changed.</summary>
/// <param name="address">The address: http or https.</param>
/// <param name="options">The options of the requests.</param>
/// <param name="time">The clock.</param>
internal sealed class HttpFeed(Uri address, WebOptions options, TimeProvider time) : IPolledFeed
{
    private readonly WebClient client = new(address, options, time);
    private Validators? validators;

    /// <inheritdoc/>
    public async Task<bool> PollAsync(Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await RequestAsync(read, either.Token);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            var fault = WebFault.Of(error, timeout.IsCancellationRequested ? options.Timeout : null);
            if (fault is null)
                throw;
            throw fault;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<bool> RequestAsync(Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        // After a poll that fails the whole feed is requested: what was known may be stale by then.
        var last = validators;
        validators = null;
        await using var answer = await client.RequestAsync(last, cancellationToken);
        if (answer.IsUnchanged)
        {
            validators = last;
            return false;
        }

        await read(await answer.OpenAsync(cancellationToken), cancellationToken);
        validators = answer.Validators;
        return true;
    }
}
