namespace CoroFsm.Statecharts.Backends;

/// <summary>Represents work that a state of a chart invokes while it is active, as it was declared.</summary>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
public sealed class DeclaredWork<TTrigger>
    where TTrigger : notnull
{
    private readonly StateWork<TTrigger> work;

    internal DeclaredWork(StateWork<TTrigger> work) => this.work = work;

    /// <summary>Gets the source code of the work, or its description.</summary>
    public string Text => work.Text;

    /// <summary>
    /// Starts the work. Call it when the triggers that were raised on entry have been handled, if the state is still active.
    /// </summary>
    /// <param name="context">The object that the machine was started with; null if there is none.</param>
    /// <param name="cancellationToken">Cancels the work; cancel it when the state is left.</param>
    /// <returns>The task.</returns>
    /// <exception cref="InvalidOperationException"><paramref name="context"/> is not of the type that the work takes.</exception>
    /// <remarks>Throws what the work throws before its first wait.</remarks>
    public Task Start(object? context, CancellationToken cancellationToken) => work.Start(context, cancellationToken);

    /// <summary>Returns the trigger to fire when the work has ended, unless its state has been left.</summary>
    /// <param name="task">The task, which is complete.</param>
    /// <returns>
    /// The trigger with its parameter; null if none was declared for that end. A failure then counts as that of an action.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> is null.</exception>
    public TriggerOccurrence<TTrigger>? TriggerOf(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.IsCompletedSuccessfully ? work.Done?.Invoke(task)
            : work.Failed?.Invoke(task.Exception?.InnerException ?? new TaskCanceledException(task));
    }

    /// <summary>Returns the text of the work.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text;
}
