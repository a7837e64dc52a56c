using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm.Scheduling;

/// <content>Traps that are objects.</content>
public readonly partial struct TaskContext
{
    /// <summary>Waits for a trap of your own.</summary>
    /// <typeparam name="TResult">The type of its result.</typeparam>
    /// <param name="trap">The trap. Create a new one for each call.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for its result; await it immediately. If the trap has a result as soon as it begins, the task continues
    /// immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trap"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="trap"/> has been used.</exception>
    public CallWait<TResult> Call<TResult>(Trap<TResult> trap, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(trap);
        var record = Record;
        record.Arrive(line, file);
        return new(record, trap);
    }

    /// <summary>Waits for the first of several traps to end, and cancels the others.</summary>
    /// <param name="traps">
    /// The traps, such as <see cref="Trap.Receive{TMessage}"/> and <see cref="Trap.Sleep"/>. If several have ended, the first of them in
    /// the array is the result.
    /// </param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for the trap that has ended; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="traps"/> or one of its elements is null.</exception>
    /// <exception cref="ArgumentException">There are no traps.</exception>
    /// <exception cref="InvalidOperationException">One of them has been used.</exception>
    public CallWait<Trap> Select(Trap[] traps, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(traps);
        ArgumentOutOfRangeException.ThrowIfZero(traps.Length, nameof(traps));
        foreach (var trap in traps)
            ArgumentNullException.ThrowIfNull(trap, nameof(traps));
        return Call(new SelectTrap(traps), line, file);
    }

    /// <summary>Waits for a .NET task, whose end is handled between two turns (an interrupt).</summary>
    /// <param name="other">The task. The synchronization context is not captured.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately. It throws the exception that the task failed with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    public TaskWait Await(Task other, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(Call((Trap<VoidResult>)Trap.Await(other), line, file));

    /// <summary>Waits for the result of a .NET task, whose end is handled between two turns (an interrupt).</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="other">The task. The synchronization context is not captured.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately. It throws the exception that the task failed with.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    public CallWait<TResult> Await<TResult>(Task<TResult> other, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Call(Trap.Await(other), line, file);

    /// <summary>Waits for the result of a .NET value task.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="other">The value task.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately. It throws the exception that the task failed with.</returns>
    public CallWait<TResult> Await<TResult>(ValueTask<TResult> other, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Await(other.AsTask(), line, file);

    /// <summary>Waits for a .NET value task.</summary>
    /// <param name="other">The value task.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately. It throws the exception that the task failed with.</returns>
    public TaskWait Await(ValueTask other, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Await(other.AsTask(), line, file);
}
