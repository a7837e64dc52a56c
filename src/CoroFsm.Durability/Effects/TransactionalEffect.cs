using System.Data.Common;
using System.Text.Json.Serialization.Metadata;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Effects;

/// <summary>Represents work in the journal's own transaction: it takes effect exactly once.</summary>
internal sealed class TransactionalEffect<TResult>(
    IEffectHost host,
    MachineId machine,
    EffectId id,
    string name,
    IExternalWork<TResult> work,
    JsonTypeInfo<TResult> type,
    Func<DbTransaction, CancellationToken, ValueTask<TResult>> body)
    : PendingEffect<TResult>(host, machine, id, name, work, type), ITransactionalEffect
{
    public async ValueTask ExecuteAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Left);
        Result = await body(transaction, ending.Token).ConfigureAwait(false);
    }

    internal override Task RunAsync()
    {
        Host.Record(this, EffectOutcome.Succeeded);
        return Task.CompletedTask;
    }
}

/// <summary>Represents the work of a transactional effect, independently of its result.</summary>
internal interface ITransactionalEffect
{
    /// <summary>Does the work in a transaction.</summary>
    ValueTask ExecuteAsync(DbTransaction transaction, CancellationToken cancellationToken);
}
