using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>Which thread handles a trigger.</content>
/// <remarks>
/// To record the thread with each trigger would cost a fifth of the quick paths. They leave the number out; the first thread that queues
/// claims the queue with its own, and if that was another thread, the one that handles the trigger finds the number when it has finished.
/// An instance never stays busy: a thread that makes it busy makes it idle when it leaves, whatever it finds; a thread that does not
/// handle a trigger changes <see cref="mode"/> only atomically, and only while another one handles a trigger.
/// </remarks>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    private const string OneThread = "Fire from one thread at a time, or run the chart as a coroutine of a synchronized machine.";

    /// <summary>Gets what <see cref="mode"/> is while this thread handles a trigger, where its number is recorded.</summary>
    private static int Here => (Environment.CurrentManagedThreadId << OwnerShift) | Firing;

    /// <summary>Makes this thread the one that handles a trigger.</summary>
    private void Enter(TTrigger trigger)
    {
        var idle = mode & (Persistent | Backlogged);
        if ((idle & Checked) == 0)
            mode = idle | Here;
        else if (Interlocked.CompareExchange(ref mode, idle | Here, idle) != idle)
            throw UsedByTwoThreads(trigger);
    }

    /// <summary>Makes the instance idle; what is still queued is handled with the next trigger.</summary>
    private void Leave() => Volatile.Write(ref mode, mode & (Persistent | Backlogged));

    /// <summary>Handles what is queued, and makes the instance idle.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FinishSpecially()
    {
        var owner = mode >> OwnerShift;
        if ((mode & Firing) == 0 || (owner != 0 && owner != Environment.CurrentManagedThreadId))
            throw UsedByTwoThreads();
        if ((mode & Backlogged) != 0)
            Drain();
        Leave();
        if ((mode & Awaited) != 0)
            Reserve.Runner!.Wake();
    }

    /// <summary>Claims the empty queue for this thread.</summary>
    private void BeginQueue(TTrigger trigger)
    {
        int now, claimed;
        do
        {
            now = mode;
            var owner = now >> OwnerShift;
            if ((now & Firing) == 0 || (owner != 0 && owner != Environment.CurrentManagedThreadId))
                throw UsedByTwoThreads(trigger);
            claimed = now | Here | Backlogged;
        }
        while (Interlocked.CompareExchange(ref mode, claimed, now) != now);

        if ((now & Backlogged) == 0)
            Reserve.Queue.Clear();      // empty, unless a thread that ought not to be here came too late
    }

    private MachineBusyException UsedByTwoThreads(TTrigger trigger) => new(
        $"Two threads use one instance of a chart: {DisplayText.Of(trigger)} was fired while another thread handled a trigger in state {DisplayText.Of(chart.States[state])}. "
        + $"{DisplayText.Of(trigger)} was not handled. {OneThread}");

    private MachineBusyException UsedByTwoThreads() => new(
        $"Two threads use one instance of a chart: another thread fired while this one handled a trigger, which led to state {DisplayText.Of(chart.States[state])}. "
        + $"What was queued is dropped. {OneThread}");
}
