namespace SaxToBus;

/// <summary>A feed of a web server that is read once, by a thread that waits for it.</summary>
internal sealed class WebBody : InputStream
{
    private readonly byte[] chunk = new byte[64 << 10];
    private readonly string name;
    private readonly WebOptions options;
    private readonly CancellationToken cancellationToken;
    private readonly CancellationTokenSource timeout;
    private readonly CancellationTokenSource either;
    private readonly WebClient client;
    private WebAnswer? answer;
    private Stream? body;

    private WebBody(Uri address, WebOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        name = WebAddress.Shown(address.OriginalString);
        this.options = options;
        this.cancellationToken = cancellationToken;
        timeout = new(options.Timeout, time);
        either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        client = new(address, options, time);
    }

    /// <summary>Requests a feed, and waits until its body begins.</summary>
    /// <exception cref="FaultException">The feed is not available; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled.</exception>
    public static WebBody Open(Uri address, WebOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var opened = new WebBody(address, options, time, cancellationToken);
        try
        {
            opened.body = opened.Wait(opened.OpenAsync());
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var memory = chunk.AsMemory(0, Math.Min(buffer.Length, chunk.Length));
        var count = Wait(body!.ReadAsync(memory, either.Token).AsTask());
        memory.Span[..count].CopyTo(buffer);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            answer?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            client.Dispose();
            either.Dispose();
            timeout.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<Stream> OpenAsync()
    {
        answer = await client.RequestAsync(validators: null, either.Token);
        return await answer.OpenAsync(either.Token);
    }

    private T Wait<T>(Task<T> task)
    {
        try
        {
            return task.GetAwaiter().GetResult();
        }
        catch (Exception error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var fault = WebFault.Of(error, timeout.IsCancellationRequested ? options.Timeout : null);
            throw new FaultException($"{name}: {(fault ?? error).Message}", error);
        }
    }
}
