using System.Net.Http.Headers;

namespace SaxToBus;

/// <summary>What makes the next request conditional: it is answered only if the document has changed.</summary>
/// <param name="Address">The address that sent them: no other receives them.</param>
/// <param name="Tag">Its entity tag; null if it sent none.</param>
/// <param name="Modified">The time of its last change; null if it sent none.</param>
internal sealed record Validators(Uri Address, EntityTagHeaderValue? Tag, DateTimeOffset? Modified)
{
    /// <summary>Makes a request conditional, if it is for the same address.</summary>
    /// <returns>Whether the request is conditional.</returns>
    public bool AddTo(HttpRequestMessage request)
    {
        if (request.RequestUri != Address || (Tag is null && Modified is null))
            return false;

        if (Tag is not null)
            request.Headers.IfNoneMatch.Add(Tag);
        request.Headers.IfModifiedSince = Modified;
        return true;
    }
}
