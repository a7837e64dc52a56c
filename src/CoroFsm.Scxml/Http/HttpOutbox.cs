using System.Threading.Channels;

namespace CoroFsm.Scxml.Http;

/// <summary>Sends the messages of one session, one after the other. A failure becomes an event of the session.</summary>
internal sealed class HttpOutbox
{
    private readonly ScxmlConnection session;
    private readonly HttpClient client;
    private readonly Channel<(HttpPost Post, string? SendId)> messages;
    private readonly CancellationTokenSource closing = new();

    internal HttpOutbox(ScxmlConnection session, string path, HttpClient client, HttpIoOptions options)
    {
        (this.session, this.client, Path) = (session, client, path);
        messages = Channel.CreateBounded<(HttpPost, string?)>(options.MaxPendingMessages);
        _ = RunAsync();
    }

    /// <summary>Gets the path of the session's address.</summary>
    internal string Path { get; }

    internal bool TryAdd(HttpPost post, string? sendId) => messages.Writer.TryWrite((post, sendId));

    internal void Close()
    {
        messages.Writer.TryComplete();
        closing.Cancel();
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var (post, sendId) in messages.Reader.ReadAllAsync(closing.Token).ConfigureAwait(false))
            {
                if (await SendAsync(post).ConfigureAwait(false) is { } failure)
                    Report(sendId, failure);
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // The session has ended.
        }
    }

    /// <summary>Sends a message.</summary>
    /// <returns>What has failed; null if the message is delivered.</returns>
    private async Task<string?> SendAsync(HttpPost post)
    {
        var receiver = post.Address.Authority;
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, post.Address) { Content = post.ToContent() };
            using var response = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, closing.Token)
                .ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? null
                : $"The receiver at {receiver} has answered with status {(int)response.StatusCode}.";
        }
        catch (HttpRequestException error)
        {
            return $"The receiver at {receiver} cannot be reached: {error.Message}";
        }
        catch (OperationCanceledException) when (!closing.IsCancellationRequested)
        {
            return $"The receiver at {receiver} has not answered in time.";
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return $"The message for {receiver} cannot be sent: {error.Message}";      // the next ones must not be lost
        }
    }

    private void Report(string? sendId, string failure)
    {
        try
        {
            session.Post(new(ScxmlEvent.ErrorCommunication)
            {
                Type = ScxmlEventType.Platform,
                SendId = sendId,
                Data = new Dictionary<string, object?> { ["message"] = failure },
            });
        }
        catch (ScxmlErrorException)
        {
            // The queue of the session is full: it cannot take a report either.
        }
    }
}
