namespace CoroFsm.Scheduling;

/// <summary>Represents a task at one moment: a row of <see cref="Scheduler.Snapshot"/>.</summary>
/// <param name="Id">The task.</param>
/// <param name="Name">The name that it was given, or that of its method.</param>
/// <param name="State">The path of the methods that wait, such as "Session/Authenticating".</param>
/// <param name="Position">The line that waits, such as "Session.cs:42"; empty before the first wait.</param>
/// <param name="WaitsFor">What it waits for, in words.</param>
/// <param name="IsReady">Whether it can run.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Turns">The number of turns it has had.</param>
/// <param name="RunTime">The time it has run; zero where that is not measured.</param>
/// <param name="Messages">The number of messages in its mailbox.</param>
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
    /// <summary>Shows the row on one line.</summary>
    /// <returns>Number, name, state, position, and what it waits for.</returns>
    public override string ToString()
    {
        var state = State.Length == 0 ? "not started" : State;
        var position = Position.Length == 0 ? "" : $" at {Position}";
        return $"{Id} {Name}: {state}{position}, waits for {WaitsFor}";
    }
}
