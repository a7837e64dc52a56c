using System.Net.Http.Headers;
using System.Text;
using System.Threading.Channels;
using System.Xml.Linq;

namespace CoroFsm.Scxml.Http;

/// <summary>Sends the messages of one session, one after the other. A failure becomes an event of the session.</summary>
internal sealed class HttpOutbox
{
    private readonly ScxmlConnection session;
    private readonly HttpClient client;
    private readonly Channel<(Uri Target, ScxmlMessage Message)> messages;
    private readonly CancellationTokenSource closing = new();

    internal HttpOutbox(ScxmlConnection session, string path, HttpClient client, HttpIoOptions options)
    {
        (this.session, this.client, Path) = (session, client, path);
        messages = Channel.CreateBounded<(Uri, ScxmlMessage)>(options.MaxPendingMessages);
        _ = RunAsync();
    }

    /// <summary>Gets the path of the session's address.</summary>
    internal string Path { get; }

    internal bool TryAdd(Uri target, ScxmlMessage message) => messages.Writer.TryWrite((target, message));

    internal void Close()
    {
        messages.Writer.TryComplete();
        closing.Cancel();
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var (target, message) in messages.Reader.ReadAllAsync(closing.Token).ConfigureAwait(false))
            {
                if (await SendAsync(target, message).ConfigureAwait(false) is { } failure)
                    Report(message, failure);
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // The session has ended.
        }
    }

    /// <summary>Sends a message.</summary>
    /// <returns>What has failed; null if the message is delivered.</returns>
    private async Task<string?> SendAsync(Uri target, ScxmlMessage message)
    {
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, AddressOf(target, message)) { Content = BodyOf(message) };
            using var response = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, closing.Token)
                .ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? null
                : $"The receiver at {target.Authority} has answered with status {(int)response.StatusCode}.";
        }
        catch (HttpRequestException error)
        {
            return $"The receiver at {target.Authority} cannot be reached: {error.Message}";
        }
        catch (OperationCanceledException) when (!closing.IsCancellationRequested)
        {
            return $"The receiver at {target.Authority} has not answered in time.";
        }
    }

    private void Report(ScxmlMessage message, string failure)
    {
        try
        {
            session.Post(new(ScxmlEvent.ErrorCommunication)
            {
                Type = ScxmlEventType.Platform,
                SendId = message.SendId,
                Data = new Dictionary<string, object?> { ["message"] = failure },
            });
        }
        catch (ScxmlErrorException)
        {
            // The queue of the session is full: it cannot take a report either.
        }
    }

    /// <summary>A body that is content leaves no place for the name of the event.</summary>
    private static Uri AddressOf(Uri target, ScxmlMessage message)
    {
        if (!message.HasContent || message.EventName is null)
            return target;
        var name = $"{HttpEvent.NameParameter}={Uri.EscapeDataString(message.EventName)}";
        return new UriBuilder(target) { Query = target.Query.Length > 1 ? $"{target.Query}&{name}" : name }.Uri;
    }

    private static ByteArrayContent BodyOf(ScxmlMessage message)
    {
        if (message.HasContent)
        {
            return message.Content switch
            {
                XElement => Body(ScxmlValue.ToText(message.Content), "application/xml"),
                IReadOnlyDictionary<string, object?> or IReadOnlyList<object?> =>
                    Body(ScxmlValue.ToText(message.Content), "application/json"),
                _ => Body(Uri.EscapeDataString(ScxmlValue.ToText(message.Content)), HttpEvent.FormType),
            };
        }

        var pairs = message.Parameters.Select(static pair => KeyValuePair.Create(pair.Key, ScxmlValue.ToText(pair.Value)));
        return new FormUrlEncodedContent(message.EventName is { } name ? pairs.Prepend(new(HttpEvent.NameParameter, name)) : pairs);
    }

    private static ByteArrayContent Body(string text, string type) =>
        new(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
}
