namespace CoroFsm.Scheduling;

/// <summary>How a task has ended.</summary>
public enum TaskEnd
{
    /// <summary>Its coroutine has returned.</summary>
    Completed,

    /// <summary>Its coroutine has thrown.</summary>
    Faulted,

    /// <summary>It was killed.</summary>
    Killed,
}
