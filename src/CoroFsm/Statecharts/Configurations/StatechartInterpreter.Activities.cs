namespace CoroFsm.Statecharts;

/// <content>What states do while they are active: timers, and invoked work.</content>
internal sealed partial class StatechartInterpreter<TState, TTrigger>
{
    private readonly TimeProvider clock;

    /// <summary>The states whose work is started when the macrostep ends.</summary>
    private readonly IndexSet starters;
    private readonly StateTimer<TState, TTrigger>?[] timers;
    private readonly List<(int Index, RunningWork<TState, TTrigger> Work)> running = [];

    private long timersStarted;

    /// <summary>Gets a value indicating whether the end of work is expected.</summary>
    internal bool HasRunningWork => running.Exists(static started => started.Work.IsPending);

    /// <summary>Gets a value indicating whether a host runs the work.</summary>
    internal bool IsHosted => observer is IWorkHost;

    /// <summary>Determines whether all timers run by a clock.</summary>
    internal bool IsTimedBy(TimeProvider other) => tree.TimerCount == 0 || ReferenceEquals(clock, other);

    /// <summary>Takes the transition of a timer that is due.</summary>
    internal void HandleTimer(TransitionLevel<TState, TTrigger> level)
    {
        BeginMacrostep();
        BeginSelection();
        Consider(level, default);
        if (selectedCount > 0)
            Step(default);
        Settle();
    }

    private void BeginActivities(StateNode<TState, TTrigger> node)
    {
        for (var i = 0; i < node.Timers.Length; i++)
            TimerOf(node, i).Start(node.Timers[i].Candidates[0].Plan.Model.Delay, timersStarted++);
        if (node.Model.Work.Count > 0)
            starters.Add(node.Index);
    }

    private void EndActivities(StateNode<TState, TTrigger> node)
    {
        for (var i = 0; i < node.Timers.Length; i++)
            timers[node.FirstTimer + i]?.Stop();
        if (node.Model.Work.Count == 0)
            return;
        starters.Remove(node.Index);
        for (var i = 0; i < running.Count;)
        {
            if (running[i].Index != node.Index)
            {
                i++;
                continue;
            }

            var work = running[i].Work;
            running.RemoveAt(i);
            work.Leave();
        }
    }

    /// <summary>Ends the activities of a state; what cancellation callbacks throw is dropped, as another failure is being thrown.</summary>
    private void EndActivitiesSilently(StateNode<TState, TTrigger> node)
    {
        for (var rest = running.Count; rest >= 0; rest--)
        {
            try
            {
                EndActivities(node);
                return;
            }
            catch (Exception)
            {
                // Each work is left once, so this ends.
            }
        }
    }

    private StateTimer<TState, TTrigger> TimerOf(StateNode<TState, TTrigger> node, int number) =>
        timers[node.FirstTimer + number] ??= new(instance, node.Timers[number], clock);

    /// <summary>Starts the work of the states that have been entered and are still active, in document order.</summary>
    private void StartWork()
    {
        for (var index = starters.NextFrom(0); index >= 0; index = starters.NextFrom(index))
        {
            starters.Remove(index);
            var declared = tree[index].Model.Work;
            for (var i = 0; i < declared.Count; i++)
            {
                var started = new RunningWork<TState, TTrigger>(instance, declared[i], clock);
                running.Add((index, started));
                if (observer is IWorkHost host)
                    started.StartIn(host, i == 0 ? tree[index].ToString() : $"{tree[index]}#{i}");
                else
                    started.Start();
            }
        }
    }
}
