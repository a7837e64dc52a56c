namespace Orders.Tests;

/// <summary>A payment service whose next answers a test sets; without one, a call succeeds at once.</summary>
internal sealed class ScriptedPayments : IPayments
{
    private readonly Queue<Func<CancellationToken, Task>> answers = new();

    /// <summary>Gets the calls, in order.</summary>
    internal List<string> Calls { get; } = [];

    /// <summary>Sets the answers of the next calls: "works", "declines", "fails", "hangs", "cancels".</summary>
    internal void Answer(params string[] next)
    {
        foreach (var answer in next)
            answers.Enqueue(cancellationToken => AnswerAsync(answer, cancellationToken));
    }

    public Task ChargeAsync(string key, string card, decimal amount, CancellationToken cancellationToken) =>
        CallAsync($"charge {key} {amount}", cancellationToken);

    public Task RefundAsync(string key, CancellationToken cancellationToken) => CallAsync($"refund {key}", cancellationToken);

    private Task CallAsync(string call, CancellationToken cancellationToken)
    {
        Calls.Add(call);
        return answers.TryDequeue(out var answer) ? answer(cancellationToken) : Task.CompletedTask;
    }

    private async Task AnswerAsync(string answer, CancellationToken cancellationToken)
    {
        switch (answer)
        {
            case "declines":
                throw new PaymentDeclinedException();
            case "fails":
                throw new PaymentUnavailableException();
            case "cancels":
                throw new TaskCanceledException();
            case "hangs":
                var end = new TaskCompletionSource();
                await using (cancellationToken.Register(() =>
                {
                    Calls.Add("cancelled");
                    end.SetCanceled(cancellationToken);
                }))
                {
                    await end.Task.ConfigureAwait(false);
                }

                break;
        }
    }
}
