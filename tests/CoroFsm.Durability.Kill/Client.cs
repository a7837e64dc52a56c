namespace CoroFsm.Durability.Kill;

/// <summary>One client with its machine: what it has sent, and what it knows.</summary>
internal sealed class Client(Kind kind, string key)
{
    /// <summary>The client waits when the messages of so many acknowledged events are missing.</summary>
    private const int Ahead = 4;

    private readonly Dictionary<string, Note> messages = [];
    private readonly Dictionary<int, Charge> charges = [];
    private readonly Expectation expectation = new(kind);
    private readonly Dictionary<int, long> dues = [];
    private long sum;
    private bool isWaiting;

    internal string Key => key;

    /// <summary>Gets the number of the last event that was sent, perhaps in a process that was killed.</summary>
    internal int Sent { get; private set; }

    /// <summary>Gets the number of the last acknowledged event.</summary>
    internal int Acknowledged { get; private set; }

    /// <summary>Gets the number of the last event whose effects were seen: it was stored before.</summary>
    internal int Witnessed { get; private set; }

    /// <summary>Gets a value indicating whether everything that follows from the acknowledged events has been received.</summary>
    internal bool IsComplete => expectation.IsCompleteAt(Acknowledged);

    /// <summary>Forgets that an event is under way: its process is dead.</summary>
    internal void Begin() => isWaiting = false;

    /// <summary>Returns the number of the event to send: that without an acknowledgement, or the next; 0 to wait.</summary>
    internal int Next()
    {
        if (isWaiting || (Sent == Acknowledged && !IsComplete && Acknowledged - expectation.Complete >= Ahead))
            return 0;
        isWaiting = true;
        return Sent = Acknowledged + 1;
    }

    internal void Acknowledge(int number, Action<string> fault)
    {
        isWaiting = false;
        if (number != Sent || number != Acknowledged + 1)
            fault($"{key}: event {number} was acknowledged, but {Sent} was sent, and {Acknowledged} acknowledged before");
        Acknowledged = number;
    }

    /// <summary>Records a call of the effect, and returns whether it is the first with this identifier.</summary>
    internal bool Call(int number, string id, long receipt, Action<string> fault)
    {
        See(number, fault);
        if (!Expectation.IsCharged(number) || kind != Kind.Effects)
            fault($"{key}: an effect was called for event {number}");
        var isFirst = !charges.TryGetValue(number, out var charge);
        if (isFirst)
            charges.Add(number, charge = new(id, []));
        else if (charge!.Id != id)
            fault($"{key}: the effect of event {number} was called as {charge.Id}, then as {id}");
        charge!.Receipts.Add(receipt);
        return isFirst;
    }

    /// <summary>Receives a message, and returns whether it was not received before.</summary>
    internal bool Receive(string id, Note note, long now, Action<string> fault)
    {
        See(note.Number, fault);
        if (!messages.TryAdd(id, note))
        {
            if (messages[id] != note)
                fault($"{key}: message {id} was {messages[id]}, then {note}");
            return false;
        }

        if (expectation.Receive(note) is { } error)
            fault($"{key}: {error}");
        switch (note.Kind)
        {
            case "charged":
                sum += note.Value;
                if (!charges.TryGetValue(note.Number, out var charge) || !charge.Receipts.Contains(note.Value))
                    fault($"{key}: the result {note.Value} of event {note.Number} was never returned");
                break;
            case "armed":
                dues[note.Number] = note.Value;
                break;
            case "fired":
                if (!dues.Remove(note.Number, out var due) || due != note.Value)
                    fault($"{key}: timer {note.Number} fired for another time");
                if (note.Time < due || now < due)
                    fault($"{key}: timer {note.Number} fired {TimeSpan.FromTicks(due - Math.Min(note.Time, now))} early");
                break;
            default:
                break;
        }

        return true;
    }

    /// <summary>Compares the records after a kill.</summary>
    internal void Compare(History history, Action<string> fault)
    {
        foreach (var error in history.Errors)
            fault($"{key}: {error}");
        if (history.Last is not { } last)
            return;
        if (last < Acknowledged)
            fault($"{key}: LOST: event {Acknowledged} was acknowledged; the journal ends with {last}");
        if (last > Sent)
            fault($"{key}: INVENTED: the journal has event {last}; {Sent} was sent");
        if (last < Witnessed)
            fault($"{key}: effects of event {Witnessed} were seen; the journal ends with {last}");
    }

    /// <summary>Compares the rows of the transactional effects: each once.</summary>
    internal void Compare(IEnumerable<int> bookings, bool all, Action<string> fault)
    {
        var rows = bookings.ToList();
        var expected = Enumerable.Range(1, Sent).Where(Expectation.IsBooked).ToList();
        var right = all ? expected.SequenceEqual(rows) : expected.Take(rows.Count).SequenceEqual(rows);
        if (!right)
            fault($"{key}: rows {string.Join(' ', rows)}; expected {string.Join(' ', expected)}");
    }

    /// <summary>Compares the state at the end.</summary>
    internal void Compare(int last, long state, Action<string> fault)
    {
        var expected = kind switch
        {
            Kind.Events => last * (last + 1L) / 2,
            Kind.Effects => sum,
            _ => 0,
        };
        if (last != Acknowledged || state != expected)
            fault($"{key}: the state is {last}, {state}; expected {Acknowledged}, {expected}");
        if (!IsComplete)
            fault($"{key}: LOST: messages, effects or timers after event {expectation.Complete} of {Acknowledged}");
        if (kind == Kind.Effects && charges.Count != Acknowledged / 3)
            fault($"{key}: {charges.Count} effects were called; expected {Acknowledged / 3}");
    }

    private void See(int number, Action<string> fault)
    {
        if (number > Sent)
            fault($"{key}: INVENTED: event {number} has effects; {Sent} was sent");
        Witnessed = Math.Max(Witnessed, number);
    }

    private sealed record Charge(string Id, List<long> Receipts);
}
