namespace CoroFsm.Scheduling;

/// <summary>Specifies which of the tasks that can run goes first. Tasks of one priority take turns.</summary>
/// <remarks>A lower one gets a turn of every 64 while higher ones always can run: nothing starves.</remarks>
public enum TaskPriority
{
    /// <summary>Before all others: short work that others wait for.</summary>
    High,

    /// <summary>The default.</summary>
    Normal,

    /// <summary>When nothing else can run.</summary>
    Low,
}
