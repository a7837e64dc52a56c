namespace CoroFsm.Scheduling;

/// <summary>
/// Represents a system call of a task: an object that the task passes to the scheduler, and that decides when the task continues.
/// </summary>
/// <remarks>
/// <para>To create a custom trap, derive from <see cref="Trap{TResult}"/>. Wait for it with <see cref="TaskContext.Call{TResult}"/> or,
/// together with other traps, with <see cref="TaskContext.Select"/>. A trap serves one call. Use it on the scheduler's thread; only
/// <c>Complete</c> and <c>Fail</c> may be called by any thread.</para>
/// </remarks>
public abstract partial class Trap : IInterrupt
{
    private const int Fresh = 0;
    private const int Begun = 1;
    private const int Done = 2;
    private const int Over = 3;

    private ScheduledTask? task;
    private SelectTrap? select;
    private Exception? fault;
    private int state;

    /// <summary>1 as soon as it has been completed or has failed; the first counts.</summary>
    private int isClaimed;

    private protected Trap()
    {
    }

    /// <summary>Gets a value indicating whether the trap has ended, so that the task no longer waits for it.</summary>
    public bool IsCompleted => state == Done;

    /// <summary>
    /// Gets the description of the wait in a <see cref="Scheduler.Snapshot"/> and a <see cref="DeadlockException"/>. Default: the name of
    /// the type.
    /// </summary>
    public virtual string Description => GetType().Name;

    /// <summary>Gets the id of the task that waits.</summary>
    protected TaskId Caller => new(task);

    /// <summary>Gets the scheduler of the task that waits.</summary>
    /// <exception cref="InvalidOperationException">The trap has not begun.</exception>
    protected Scheduler Scheduler =>
        (task ?? throw new InvalidOperationException("The trap has not begun. It does when a task waits for it.")).Scheduler;

    /// <summary>
    /// Gets a value indicating whether something other than the scheduler's tasks ends the trap, such as another thread. Default: false.
    /// While a task waits for such a trap there is no deadlock.
    /// </summary>
    protected virtual bool IsExternal => false;

    /// <summary>Gets a value indicating whether messages may end it.</summary>
    internal virtual bool TakesMessages => false;

    /// <summary>When overridden in a derived class, begins the operation that the task waits for. May end the trap immediately.</summary>
    /// <remarks>An exception of this method is thrown at the task's wait.</remarks>
    protected abstract void Begin();

    /// <summary>
    /// Cancels the trap, because the task was killed or another trap of a selection ended first. Override this method to undo what
    /// <see cref="Begin"/> has begun.
    /// </summary>
    protected virtual void Cancel()
    {
    }

    /// <summary>Ends the trap with an exception, raised at the task's wait.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>False if the trap had already ended.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    protected bool Fail(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (!TryClaim())
            return false;
        fault = exception;
        FinishOrPost();
        return true;
    }

    /// <summary>Begins the trap for a task.</summary>
    internal void BeginFor(ScheduledTask waiting, SelectTrap? of = null)
    {
        if (Interlocked.CompareExchange(ref state, Begun, Fresh) != Fresh)
            throw new InvalidOperationException($"This trap ({Description}) has been used. A trap is for one call: make a new one.");

        task = waiting;
        select = of;
        if (IsExternal)
            waiting.Scheduler.Interrupts.ExpectedTraps++;
        try
        {
            Begin();
        }
        catch
        {
            Abandon();
            throw;
        }
    }

    /// <summary>Ends the wait from the task's side.</summary>
    internal void Abandon()
    {
        if (state != Begun)
            return;

        state = Over;
        if (IsExternal)
            task!.Scheduler.Interrupts.ExpectedTraps--;
        using (AmbientContext.Enter(task!.Context))
            Cancel();
    }

    /// <summary>Called when the trap has ended, but its task left the wait otherwise: nothing takes the result.</summary>
    internal virtual void Forsake()
    {
    }

    /// <summary>Determines, in the task's turn, whether its wait is over.</summary>
    internal virtual bool Check(ScheduledTask waiting) => IsCompleted;

    /// <summary>Ends the trap as it was completed, perhaps by another thread.</summary>
    private protected void Finish()
    {
        if (state != Begun)
            return;

        state = Done;
        if (IsExternal)
            task!.Scheduler.Interrupts.ExpectedTraps--;
        if (select is not null)
            select.ChildHasEnded(this);
        else
            task!.Scheduler.OnTrapEnded(task, this);
    }

    /// <inheritdoc/>
    void IInterrupt.Finish() => Finish();

    /// <inheritdoc/>
    void IInterrupt.Refuse()
    {
    }

    internal void ThrowIfFailed()
    {
        if (fault is not null)
            Delegation.Rethrow(fault);
    }

    private protected bool TryClaim()
    {
        _ = Scheduler;          // a trap that has not begun throws: nothing would finish it
        return Interlocked.Exchange(ref isClaimed, 1) == 0;
    }

    private protected void FinishOrPost()
    {
        var scheduler = Scheduler;
        if (scheduler.IsInside)
            Finish();
        else
            scheduler.HandleOrPost(this);
    }
}

/// <summary>Represents a trap with a result. Base class of custom traps.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public abstract class Trap<TResult> : Trap
{
    private TResult? result;

    /// <summary>Initializes a new instance of the <see cref="Trap{TResult}"/> class.</summary>
    protected Trap()
    {
    }

    /// <summary>Gets the result.</summary>
    /// <exception cref="InvalidOperationException">The trap has not ended.</exception>
    /// <remarks>If the trap has failed, its exception is thrown.</remarks>
    public TResult Result
    {
        get
        {
            if (!IsCompleted)
            {
                throw new InvalidOperationException(
                    $"This trap ({Description}) has not ended, so it has no result. Look at IsCompleted first.");
            }

            ThrowIfFailed();
            return result!;
        }
    }

    /// <summary>Ends the trap: the task can run again.</summary>
    /// <param name="value">The result.</param>
    /// <returns>False if the trap had already ended.</returns>
    protected bool Complete(TResult value)
    {
        if (!TryClaim())
            return false;
        result = value;
        FinishOrPost();
        return true;
    }
}
