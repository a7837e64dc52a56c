namespace CoroFsm;

/// <content>The work of an explored machine.</content>
public sealed partial class Machine<TEvent>
{
    /// <inheritdoc/>
    internal override IEnumerable<string> InvokedNames => reserve?.Invoked?.Select(static work => work.ExploredName) ?? [];

    /// <inheritdoc/>
    internal override bool TryEndWork(Func<string, IExploredEnd, bool> end)
    {
        if (reserve is not { } r)
            return false;
        PendingWork<TEvent>?[] pending = [AwaitsWork ? r.Work : null, .. r.Invoked ?? []];
        foreach (var work in pending)
        {
            if (work?.Explored is not { } explored || !end(work.ExploredName, explored))
                continue;
            QueueWork(work);
            return true;
        }

        return false;
    }
}
