namespace CoroFsm.Hosting;

/// <summary>Specifies why a hosted machine has ended. The names in lower case are the values of a metric's tag.</summary>
internal enum EndReason
{
    /// <summary>The coroutine has returned.</summary>
    Completed,

    /// <summary>The coroutine has thrown.</summary>
    Faulted,

    /// <summary>The machine was closed by a call.</summary>
    Closed,

    /// <summary>The machine was closed because it was idle.</summary>
    Evicted,

    /// <summary>The machine was ended because the host was stopping.</summary>
    Stopped,
}
