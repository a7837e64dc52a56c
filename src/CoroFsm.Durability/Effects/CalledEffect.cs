using System.Text.Json.Serialization.Metadata;
using CoroFsm.Durability.Journals;
using Polly;

namespace CoroFsm.Durability.Effects;

/// <summary>Represents an effect that calls a function of the application, at least once.</summary>
internal sealed class CalledEffect<TResult>(
    IEffectHost host,
    MachineId machine,
    EffectId id,
    string name,
    IExternalWork<TResult> work,
    JsonTypeInfo<TResult> type,
    Func<EffectContext, Task<TResult>> call,
    EffectOptions options)
    : PendingEffect<TResult>(host, machine, id, name, work, type)
{
    private readonly CancellationTokenSource abandoned = new();

    internal override void Abandon() => abandoned.Cancel();

    internal override async Task RunAsync()
    {
        using var timeout = options.Timeout is { } limit ? new CancellationTokenSource(limit, Host.Time) : null;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            [Left, abandoned.Token, Host.Stopping, timeout?.Token ?? default]);
        EffectOutcome outcome;
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, ending.Token);
        try
        {
            var attempt = 0;
            Result = await options.Pipeline.ExecuteAsync(
                async context => await call(new(Host.KeyOf(Id), ++attempt, context.CancellationToken)).ConfigureAwait(true),
                context).ConfigureAwait(true);
            outcome = EffectOutcome.Succeeded;
        }
        catch (OperationCanceledException) when (
            Left.IsCancellationRequested || abandoned.IsCancellationRequested || Host.Stopping.IsCancellationRequested)
        {
            return;     // nothing waits for it, or it is called again by another object of the machine
        }
        catch (OperationCanceledException) when (timeout is { IsCancellationRequested: true })
        {
            outcome = EffectOutcome.Failed(new TimeoutException($"The effect did not end within {options.Timeout}."));
        }
        catch (Exception error)
        {
            outcome = EffectOutcome.Failed(error);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        Host.Record(this, outcome);
    }
}
