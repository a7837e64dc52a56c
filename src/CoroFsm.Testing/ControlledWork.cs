namespace CoroFsm.Testing;

/// <summary>
/// Represents work that a test ends: pass <see cref="Start"/> where the machine calls a service, and end its calls when the test says so.
/// </summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <remarks>
/// What awaits a call continues before the method that ends it returns, on the thread of the test. So a machine has handled the end then,
/// unless another thread is inside it. Not thread-safe.
/// </remarks>
public sealed class ControlledWork<T>
{
    private readonly List<Call> calls = [];

    /// <summary>
    /// Gets a value indicating whether a call ends with an <see cref="OperationCanceledException"/> as soon as its token is cancelled, as
    /// most .NET calls do. Default: true. Set it to false to test late ends.
    /// </summary>
    public bool HonorsCancellation { get; init; } = true;

    /// <summary>Gets the number of calls so far.</summary>
    public int CallCount => calls.Count;

    /// <summary>Gets a value indicating whether a call has not ended.</summary>
    public bool IsPending => calls.Exists(static call => !call.Task.IsCompleted);

    /// <summary>Gets the token of the last call.</summary>
    /// <exception cref="InvalidOperationException">There was no call.</exception>
    public CancellationToken Token => calls is [.., var last]
        ? last.Token
        : throw new InvalidOperationException("The work has not been called. Bring the machine to its await first.");

    /// <summary>Starts a call. Pass this method to what the test examines.</summary>
    /// <param name="cancellationToken">The token of the call.</param>
    /// <returns>A task that the test ends.</returns>
    public Task<T> Start(CancellationToken cancellationToken)
    {
        var call = new Call(cancellationToken);
        calls.Add(call);
        if (HonorsCancellation)
            cancellationToken.UnsafeRegister(static call => ((Call)call!).TrySetCanceled(((Call)call!).Token), call);
        return call.Task;
    }

    /// <summary>Ends the oldest pending call with a result.</summary>
    /// <param name="result">The result.</param>
    /// <exception cref="InvalidOperationException">No call is pending.</exception>
    public void Complete(T result) => End(call => call.SetResult(result));

    /// <summary>Ends the oldest pending call with an exception.</summary>
    /// <param name="exception">The exception.</param>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    /// <exception cref="InvalidOperationException">No call is pending.</exception>
    public void Fail(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        End(call => call.SetException(exception));
    }

    /// <summary>Cancels the oldest pending call, as if the service had cancelled it by itself.</summary>
    /// <exception cref="InvalidOperationException">No call is pending.</exception>
    public void Cancel() => End(static call => call.SetCanceled(CancellationToken.None));

    /// <summary>Ends a call. Continuations run here only without the context of a test runner or a user interface.</summary>
    private void End(Action<Call> end)
    {
        var pending = calls.Find(static call => !call.Task.IsCompleted)
            ?? throw new InvalidOperationException("No call of this work is pending. Bring the machine to its await first.");
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            end(pending);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private sealed class Call(CancellationToken token) : TaskCompletionSource<T>
    {
        internal CancellationToken Token => token;
    }
}
