namespace CoroFsm;

/// <summary>Specifies how far an awaited work has come.</summary>
internal enum WorkStage : byte
{
    /// <summary>There is no work.</summary>
    Free,

    /// <summary>The function that starts the work is running.</summary>
    BeingCalled,

    /// <summary>The work is called, and not yet awaited.</summary>
    Started,

    /// <summary>The machine waits for its end.</summary>
    Parked,

    /// <summary>The machine has received its end; the coroutine takes the result.</summary>
    Delivered,

    /// <summary>Its wait was left, and its token is cancelled.</summary>
    Abandoned,
}
