using System.Collections.Concurrent;
using System.Globalization;

namespace CoroFsm.Scheduling;

/// <content>The list of the tasks.</content>
public sealed partial class Scheduler
{
    /// <summary>The requests of other threads. The thread that ends a hold looks for one, so none is missed.</summary>
    private readonly ConcurrentQueue<TaskCompletionSource<IReadOnlyList<TaskInfo>>> snapshots = new();

    /// <summary>Lists the tasks that have not ended, as <c>ps</c> does.</summary>
    /// <returns>A row for each task, in the order of their ids.</returns>
    /// <remarks>
    /// Any thread may call this method. While the scheduler runs, a call from another thread blocks until the current turn has ended.
    /// </remarks>
    public IReadOnlyList<TaskInfo> Snapshot()
    {
        if (IsInside)
            return ListTasks();

        var rows = new TaskCompletionSource<IReadOnlyList<TaskInfo>>(TaskCreationOptions.RunContinuationsAsynchronously);
        snapshots.Enqueue(rows);
        AnswerBetweenRuns();
        if (!rows.Task.IsCompleted)
            PostObject((Action)AnswerSnapshots);
        return rows.Task.GetAwaiter().GetResult();
    }

    /// <summary>
    /// Answers the requests, unless a thread holds the scheduler: that thread answers them, at the end of its hold or earlier.
    /// </summary>
    private void AnswerBetweenRuns()
    {
        while (!snapshots.IsEmpty && hold.TryBeginListing(out var home))
        {
            AnswerSnapshots();
            hold.EndListing(home);
        }
    }

    private void AnswerSnapshots()
    {
        while (snapshots.TryDequeue(out var rows))
        {
            try
            {
                rows.SetResult(ListTasks());
            }
            catch (Exception error)
            {
                rows.SetException(error);       // the description of a trap has failed
            }
        }
    }

    /// <summary>Creates the exception for tasks that wait for what can never come.</summary>
    internal DeadlockException Deadlock()
    {
        var rows = ListTasks();
        return new(DescribeDeadlock(rows)) { Tasks = rows };
    }

    private static string DescribeDeadlock(List<TaskInfo> rows)
    {
        const int MaxListed = 100;
        var lines = rows.Take(MaxListed).Select(static row => $"  {row}");
        var rest = rows.Count > MaxListed ? string.Create(CultureInfo.InvariantCulture, $"\n  and {rows.Count - MaxListed} more") : "";
        return $"Deadlock: no task can run, no timer is set, and nothing is expected from outside.\n{string.Join('\n', lines)}{rest}";
    }

    private List<TaskInfo> ListTasks()
    {
        List<ScheduledTask> tasks = [];
        Collect(Root, tasks);
        return [.. tasks.OrderBy(static task => task.Number).Select(Describe)];
    }

    /// <summary>Collects the tasks of a scope, and of the scopes that they are in themselves.</summary>
    private static void Collect(TaskScope outermost, List<ScheduledTask> tasks)
    {
        var scopes = new Stack<TaskScope>([outermost]);
        while (scopes.TryPop(out var scope))
        {
            foreach (var task in scope.Members)
            {
                tasks.Add(task);
                for (var own = task.Scope; ReferenceEquals(own.Owner, task); own = own.Outer!)
                    scopes.Push(own);
            }
        }
    }

    private TaskInfo Describe(ScheduledTask task) => new(
        new(task),
        task.Name,
        task.State,
        task.Position,
        task.DescribeWait(),
        task.IsReady,
        task.Priority,
        task.AllTurns,
        clock.GetElapsedTime(0, task.ExtrasOrNull?.RunTime ?? 0),
        task.ExtrasOrNull?.Mailbox?.Count ?? 0);
}
