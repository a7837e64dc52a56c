using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <summary>The one reference in a task's record that means something else in each part of the task's life.</summary>
/// <remarks>
/// <para>Before the first turn: the delegate that starts the task. While the task lives: what it waits for, or null. After its end: its
/// result or its fault. The task's phase tells which. A <see cref="TaskExtras"/> object, where the task has one, takes the reference's
/// place and holds it, until the end.</para>
/// <para>A million tasks may wait: a field for each meaning would make every record larger by a third.</para>
/// </remarks>
internal struct TaskSlot
{
    private object? value;

    internal TaskSlot(Delegate start) => value = start;

    /// <summary>Gets the delegate that starts the task; null after the first turn has begun.</summary>
    internal readonly Delegate? Start => WaitsFor as Delegate;

    /// <summary>Gets what the task waits for: a <see cref="Trap"/> or a <see cref="ScheduledTask"/>; null: no object.</summary>
    internal readonly object? WaitsFor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => value is TaskExtras extras ? extras.WaitsFor : value;
    }

    /// <summary>Gets the result, or the fault, of a task that has ended.</summary>
    internal readonly object? Outcome => value;

    /// <summary>Gets the rare parts of the record; null: there are none.</summary>
    internal readonly TaskExtras? ExtrasOrNull => value as TaskExtras;

    /// <summary>Gets the rare parts of the record, creating them if there are none.</summary>
    internal TaskExtras Extras => value as TaskExtras ?? CreateExtras();

    /// <summary>Sets what the task waits for. Compared first: a write barrier costs more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void WaitFor(object? what)
    {
        if (value is TaskExtras extras)
        {
            if (!ReferenceEquals(extras.WaitsFor, what))
                extras.WaitsFor = what;
        }
        else if (!ReferenceEquals(value, what))
        {
            value = what;
        }
    }

    /// <summary>Keeps the result until the end, when <see cref="End"/> makes it known.</summary>
    internal void KeepResult(object? result) => WaitFor(new KeptResult(result));

    /// <summary>Ends the task's life: from now on there is nothing but the outcome.</summary>
    /// <param name="fault">The fault; null: the task ends with the kept result.</param>
    /// <param name="discardsResult">Whether a kept result is discarded.</param>
    internal void End(Exception? fault, bool discardsResult) =>
        value = fault ?? (discardsResult ? null : (WaitsFor as KeptResult)?.Value);

    private TaskExtras CreateExtras()
    {
        var extras = new TaskExtras { WaitsFor = value };
        value = extras;
        return extras;
    }

    private sealed record KeptResult(object? Value);
}
