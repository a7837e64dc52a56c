namespace CoroFsm;

/// <content>The bits of a machine's phase beside those of every driver.</content>
public abstract partial class Machine
{
    /// <summary>The coroutine waits for some events only.</summary>
    internal const int Selective = 1 << 1;

    /// <summary>Something is queued, deferred or requested and must be processed as soon as the coroutine waits.</summary>
    internal const int Backlogged = 1 << 2;

    /// <summary>An option requires more than the shortest path (an observer, several threads).</summary>
    internal const int Supervised = 1 << 3;

    /// <summary>The end of the input has been delivered. Remains set.</summary>
    internal const int InputEnded = 1 << 6;

    /// <summary>The machine was abandoned; set together with <see cref="CoroutineDriver.Ended"/>.</summary>
    internal const int Abandoned = 1 << 10;

    /// <inheritdoc/>
    internal override bool HasInputEnded => (Phase & InputEnded) != 0;
}
