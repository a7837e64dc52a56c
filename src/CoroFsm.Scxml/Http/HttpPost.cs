using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;

namespace CoroFsm.Scxml.Http;

/// <summary>Represents a message of a document as a request.</summary>
/// <param name="Address">Where it goes.</param>
/// <param name="ContentType">The type of the body.</param>
/// <param name="Body">The body.</param>
internal sealed record HttpPost(Uri Address, string ContentType, string Body)
{
    /// <summary>Makes a request: a form with the parameters, or a body that is the content.</summary>
    internal static HttpPost Create(Uri target, ScxmlMessage message)
    {
        if (message.HasContent)
        {
            var text = ScxmlValue.ToText(message.Content);
            var address = AddressOf(target, message.EventName);
            return message.Content switch
            {
                XElement => new(address, "application/xml", text),
                IReadOnlyDictionary<string, object?> or IReadOnlyList<object?> => new(address, "application/json", text),
                _ => new(address, HttpEvent.FormType, Uri.EscapeDataString(text)),
            };
        }

        var pairs = message.Parameters.Select(static pair => (pair.Key, Value: ScxmlValue.ToText(pair.Value)));
        if (message.EventName is { } name)
            pairs = pairs.Prepend((HttpEvent.NameParameter, name));
        return new(target, HttpEvent.FormType, string.Join('&', pairs.Select(static pair =>
            $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}")));
    }

    internal ByteArrayContent ToContent() => new(Encoding.UTF8.GetBytes(Body))
    {
        Headers = { ContentType = new MediaTypeHeaderValue(ContentType) },
    };

    /// <summary>Makes the event that the receiver of the request sees; null if the message names no event name.</summary>
    internal ScxmlEvent? ToEvent()
    {
        var raw = $"POST {Address.PathAndQuery} HTTP/1.1\r\nHost: {Address.Authority}\r\nContent-Type: {ContentType}\r\n\r\n{Body}";
        return HttpEvent.Create("POST", Address.Query.TrimStart('?'), ContentType, Body, raw);
    }

    /// <summary>A body that is content leaves no place for the name of the event.</summary>
    private static Uri AddressOf(Uri target, string? eventName)
    {
        if (eventName is null)
            return target;
        var name = $"{HttpEvent.NameParameter}={Uri.EscapeDataString(eventName)}";
        return new UriBuilder(target) { Query = target.Query.Length > 1 ? $"{target.Query}&{name}" : name }.Uri;
    }
}
