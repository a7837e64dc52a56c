namespace CoroFsm.Durability.Instances;

/// <summary>Represents the identifiers of the messages that a machine has received last, with the numbers of their records.</summary>
internal sealed class MessageWindow
{
    private readonly Dictionary<string, long> sequences = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>Gets the identifiers, the oldest first.</summary>
    internal IEnumerable<(string Id, long Sequence)> All => order.Select(id => (id, sequences[id]));

    internal int Count => order.Count;

    internal bool TryGet(string id, out long sequence) => sequences.TryGetValue(id, out sequence);

    /// <summary>Adds an identifier, and removes the oldest if there are too many.</summary>
    internal void Add(string id, long sequence, int max)
    {
        if (!sequences.TryAdd(id, sequence))
            return;
        order.Enqueue(id);
        while (order.Count > max)
            sequences.Remove(order.Dequeue());
    }
}
