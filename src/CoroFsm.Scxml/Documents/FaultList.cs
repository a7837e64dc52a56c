namespace CoroFsm.Scxml.Documents;

/// <summary>The faults of a document that have been found so far.</summary>
internal sealed class FaultList(int limit)
{
    private readonly List<ScxmlFault> faults = [];
    private int count;

    internal bool IsEmpty => count == 0;

    internal void Add(SourcePosition position, string message)
    {
        count++;
        if (faults.Count < limit)
            faults.Add(new(position, message));
    }

    /// <summary>Throws if there is a fault.</summary>
    /// <exception cref="InvalidScxmlException">There is one.</exception>
    internal void ThrowIfAny()
    {
        if (IsEmpty)
            return;
        var sorted = faults.OrderBy(static fault => fault.Line).ThenBy(static fault => fault.Column).ToList();
        if (count > limit)
            sorted.Add(new(0, 0, $"{count - limit} more faults are not shown (limit {nameof(ScxmlLoadOptions)}."
                + $"{nameof(ScxmlLoadOptions.MaxFaults)})."));
        throw new InvalidScxmlException(sorted);
    }
}
