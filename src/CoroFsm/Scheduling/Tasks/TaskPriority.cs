namespace CoroFsm.Scheduling;

/// <summary>Specifies which of the tasks that can run has the next turn. Tasks of the same priority take turns.</summary>
/// <remarks>A lower priority gets one of every 64 turns even if tasks of a higher one can always run, so that no task starves.</remarks>
public enum TaskPriority
{
    /// <summary>The task runs before all others. For short work that other tasks wait for.</summary>
    High,

    /// <summary>The task runs after tasks of high priority. This is the default.</summary>
    Normal,

    /// <summary>The task runs when no task of another priority can run.</summary>
    Low,
}
