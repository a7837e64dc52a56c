using System.Globalization;
using System.Security.Authentication;
using System.Text;

namespace SaxToBus;

/// <summary>Translates the ways in which a request fails into one line.</summary>
internal static class WebFault
{
    /// <summary>The maximum time that a server can ask to wait: longer requests are shortened to it.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);

    /// <summary>Creates the exception for a status that is no success.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="time">The clock that an HTTP date is compared with if the answer states no date of its own.</param>
    public static FaultException OfStatus(HttpResponseMessage response, TimeProvider time)
    {
        var message = $"the server answers {(int)response.StatusCode} {Printable.Short(response.ReasonPhrase ?? "")}".TrimEnd();
        return RetryAfter(response, time) is { } wait
            ? new(string.Create(CultureInfo.InvariantCulture, $"{message}, and asks to wait {wait.TotalSeconds:0} s")) { RetryAfter = wait }
            : new(message);
    }

    /// <summary>Returns the exception to report, in place of one that was caught; null if that one is reported as it is.</summary>
    /// <param name="error">What was caught.</param>
    /// <param name="timeout">The time that the answer had; null if it was not over.</param>
    public static FaultException? Of(Exception error, TimeSpan? timeout)
    {
        if (error is FaultException)
            return null;
        if (timeout is { } time)
            return new(string.Create(CultureInfo.InvariantCulture, $"no whole answer within {time.TotalSeconds} s"), error);
        if (error is DecoderFallbackException)
            return new("the answer has bytes that do not belong to the charset that the server states", error);
        return error is HttpRequestException or IOException or InvalidDataException
            ? new(error.InnerException is IOException or AuthenticationException ? error.InnerException.Message : error.Message, error)
            : null;
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        // An HTTP date is by the server's clock, which its answer states.
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - (response.Headers.Date ?? time.GetUtcNow()),
            _ => IsTooLarge(response) ? MaxRetryAfter : default(TimeSpan?),
        };
        return wait is { } span ? TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(span.TotalSeconds), 0, MaxRetryAfter.TotalSeconds)) : null;
    }

    /// <summary>Returns whether the server asks to wait a number of seconds that does not fit into the parsed header field.</summary>
    private static bool IsTooLarge(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Retry-After", out var values)
        && values.ToString().AsSpan().Trim() is { IsEmpty: false } value
        && !value.ContainsAnyExceptInRange('0', '9');
}
