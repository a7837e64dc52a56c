namespace CoroFsm.Scheduling;

/// <summary>Specifies how a task has ended.</summary>
public enum TaskEnd
{
    /// <summary>The coroutine of the task has returned.</summary>
    Completed,

    /// <summary>The coroutine of the task has thrown an exception.</summary>
    Faulted,

    /// <summary>The task was killed.</summary>
    Killed,
}
