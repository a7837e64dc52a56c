using CoroFsm;
using CoroFsm.Durability;
using CoroFsm.Durability.Journals;
using CoroFsm.Hosting;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Orders;

/// <summary>Answers refused events with problem details: 409 for events that come at the wrong time, 503 for those to send later.</summary>
internal sealed class RefusalHandler(IProblemDetailsService problems) : IExceptionHandler
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var (status, detail) = exception switch
        {
            UnexpectedEventException => (StatusCodes.Status409Conflict, "This is not possible in the present state of the order."),
            OrderConflictException conflict => (StatusCodes.Status409Conflict, conflict.Message),
            MachineRefusedException { Reason: MachineRefusal.Capacity } =>
                (StatusCodes.Status503ServiceUnavailable, "There are too many open orders. Try again later."),
            MachineParkedException =>
                (StatusCodes.Status503ServiceUnavailable, "The order waits for a repair by the shop. Try again later."),
            JournalException =>
                (StatusCodes.Status503ServiceUnavailable, "The request could not be stored. Look at the order, and try again."),
            MachineRefusedException or MachineEndedException or ObjectDisposedException =>
                (StatusCodes.Status503ServiceUnavailable, "The service is stopping, and did not carry out the request. Try again later."),
            BadHttpRequestException bad => (bad.StatusCode, bad.Message),
            _ => (0, ""),
        };
        if (status == 0)
            return new(false);

        httpContext.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = $"{RetryAfter.TotalSeconds}";
        return problems.TryWriteAsync(new()
        {
            HttpContext = httpContext,
            Exception = exception,
            ProblemDetails = new ProblemDetails { Status = status, Detail = detail },
        });
    }
}
