namespace CoroFsm.Tests.Scheduling;

/// <summary>Reports that a task has ended, in the words of the course.</summary>
internal sealed class Terminations(List<string> log) : ISchedulerObserver
{
    public void OnEnded(TaskId task, TaskOutcome outcome) => log.Add($"Task {task} terminated");
}
