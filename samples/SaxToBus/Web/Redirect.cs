using System.Net;

namespace SaxToBus;

/// <summary>Decides which redirects are followed: those to http and https, never from https to http.</summary>
internal static class Redirect
{
    /// <summary>The maximum number of redirects that one request follows.</summary>
    public const int MaxCount = 5;

    /// <summary>Returns whether an answer redirects to another address.</summary>
    public static bool IsRedirect(HttpResponseMessage response) => response.StatusCode
        is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
        or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <summary>Gets the address that an answer redirects to.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="from">The address that was requested.</param>
    /// <exception cref="FaultException">There is no such address, or it is not followed.</exception>
    public static Uri TargetOf(HttpResponseMessage response, Uri from)
    {
        var message = $"the server redirects ({(int)response.StatusCode})";

        // The text itself: as an address of its own, /path would be a file on some systems.
        var location = response.Headers.NonValidated.TryGetValues("Location", out var values) ? values.ToString() : null;
        if (string.IsNullOrWhiteSpace(location) || !Uri.TryCreate(from, location, out var target))
            throw new FaultException($"{message} to no valid address");
        if (!WebAddress.IsWeb(target))
            throw new FaultException($"{message} to {Printable.Short(target.Scheme, 20)}:, which is not followed; only http and https are");
        if (target.UserInfo.Length > 0)
            throw new FaultException($"{message} to an address with a name or a password in it, which is not followed");
        if (from.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp)
            throw new FaultException($"{message} from https to http, which is not followed; give the http address itself instead");
        return target;
    }
}
