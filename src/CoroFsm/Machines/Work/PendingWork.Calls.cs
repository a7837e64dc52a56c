namespace CoroFsm;

/// <content>The calls of the work.</content>
internal abstract partial class PendingWork<TEvent>
{
    /// <summary>Calls the work. An exception that it throws is that of its task.</summary>
    internal Task Call(Func<CancellationToken, Task> work)
    {
        if (ExploredWork.IsActive)
            return Explore<VoidResult>();
        try
        {
            return work(Cancellation.Token) ?? Task.FromException(ReturnedNull());
        }
        catch (Exception error)
        {
            return Task.FromException(error);
        }
    }

    /// <inheritdoc cref="Call(Func{CancellationToken, Task})"/>
    internal Task<TResult> Call<TResult>(Func<CancellationToken, Task<TResult>> work)
    {
        if (ExploredWork.IsActive)
            return Explore<TResult>();
        try
        {
            return work(Cancellation.Token) ?? Task.FromException<TResult>(ReturnedNull());
        }
        catch (Exception error)
        {
            return Task.FromException<TResult>(error);
        }
    }

    /// <inheritdoc cref="Call(Func{CancellationToken, Task})"/>
    internal ValueTask Call(Func<CancellationToken, ValueTask> work)
    {
        if (ExploredWork.IsActive)
            return new(Explore<VoidResult>());
        try
        {
            var called = work(Cancellation.Token);
            return called.IsCompletedSuccessfully ? called : new(called.AsTask());      // a task can be observed late
        }
        catch (Exception error)
        {
            return ValueTask.FromException(error);
        }
    }

    /// <inheritdoc cref="Call(Func{CancellationToken, Task})"/>
    internal ValueTask<TResult> Call<TResult>(Func<CancellationToken, ValueTask<TResult>> work)
    {
        if (ExploredWork.IsActive)
            return new(Explore<TResult>());
        try
        {
            var called = work(Cancellation.Token);
            return called.IsCompletedSuccessfully ? called : new(called.AsTask());
        }
        catch (Exception error)
        {
            return ValueTask.FromException<TResult>(error);
        }
    }

    /// <summary>Begins work that an exploration or a host ends.</summary>
    internal Task<TResult> Explore<TResult>()
    {
        var end = new ExploredEnd<TResult>();
        Explored = end;
        return end.Task;
    }

    private static InvalidOperationException ReturnedNull() =>
        new("The work returned null instead of a task. Return a task, such as Task.CompletedTask.");
}
