namespace CoroFsm.Scheduling;

/// <summary>Represents a task at one moment: a row of <see cref="Scheduler.Snapshot"/>.</summary>
/// <param name="Id">The id of the task.</param>
/// <param name="Name">The name that the task was given, or that of its method.</param>
/// <param name="State">The path of the methods that wait, such as "Session/Authenticating".</param>
/// <param name="Position">The source location of the wait, such as "Session.cs:42"; empty before the first wait.</param>
/// <param name="WaitsFor">A description of what the task waits for.</param>
/// <param name="IsReady">Whether the task can run.</param>
/// <param name="Priority">The priority of the task.</param>
/// <param name="Turns">The number of turns that the task has had.</param>
/// <param name="RunTime">The time that the task has run; zero if it is not measured (<see cref="SchedulerOptions.MeasuresTime"/>).</param>
/// <param name="Messages">The number of messages in the mailbox of the task.</param>
public sealed record TaskInfo(
    TaskId Id,
    string Name,
    string State,
    string Position,
    string WaitsFor,
    bool IsReady,
    TaskPriority Priority,
    long Turns,
    TimeSpan RunTime,
    int Messages)
{
    /// <summary>Formats the row as a line.</summary>
    /// <returns>Number, name, state, position, and what it waits for.</returns>
    public override string ToString()
    {
        var state = State.Length == 0 ? "not started" : State;
        var position = Position.Length == 0 ? "" : $" at {Position}";
        return $"{Id} {Name}: {state}{position}, waits for {WaitsFor}";
    }
}
