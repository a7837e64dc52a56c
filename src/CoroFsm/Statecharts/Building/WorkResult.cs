namespace CoroFsm.Statecharts;

/// <summary>The type of the result of work that a state invokes.</summary>
internal abstract class WorkResult
{
    /// <summary>Lets a host run work.</summary>
    internal abstract void Start<TTrigger>(
        IWorkHost host, string name, StateWork<TTrigger> declared, IHostedWork work, CancellationToken left)
        where TTrigger : notnull;
}

/// <inheritdoc/>
internal sealed class WorkResult<TResult> : WorkResult
{
    internal static readonly WorkResult<TResult> Instance = new();

    internal override void Start<TTrigger>(
        IWorkHost host, string name, StateWork<TTrigger> declared, IHostedWork work, CancellationToken left) =>
        host.Start<TResult>(
            name,
            async (context, cancellationToken) =>
            {
                var task = declared.Start(context, cancellationToken) ?? throw new InvalidOperationException(
                    $"Invoked work returned null instead of a task: {declared.Text}. Return a task.");
                await task.ConfigureAwait(true);
                return task is Task<TResult> { Result: var result } ? result : default!;
            },
            new External(work, left));

    private sealed class External(IHostedWork work, CancellationToken left) : IExternalWork<TResult>
    {
        public CancellationToken Token => left;

        public bool IsPending => work.IsPending;

        public bool Complete(TResult result, out Exception? failure) => work.End(Task.FromResult(result), out failure);

        public bool Fail(Exception exception, out Exception? failure) => work.End(Task.FromException<TResult>(exception), out failure);
    }
}
