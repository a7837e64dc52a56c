using CoroFsm.Statecharts;

namespace CoroFsm.Stateless;

/// <summary>
/// Represents a trigger that has been passed to Stateless: its parameter and its result. Stateless queues triggers without reporting when
/// their turns begin.
/// </summary>
internal sealed class Ticket<TTrigger>(TriggerOccurrence<TTrigger> occurrence, bool isTry)
    where TTrigger : notnull
{
    internal TriggerOccurrence<TTrigger> Occurrence { get; } = occurrence;

    internal bool IsTry { get; } = isTry;

    internal bool WasRefused { get; set; }
}

/// <summary>Contains the triggers that Stateless has not yet handled, in order, and the current one.</summary>
internal sealed class Tickets<TTrigger>
    where TTrigger : notnull
{
    private readonly Queue<Ticket<TTrigger>> waiting = new();

    /// <summary>The last one whose guards were evaluated.</summary>
    private Ticket<TTrigger>? current;

    /// <summary>Whether that one can no longer be refused.</summary>
    private bool isSettled = true;

    internal void Add(Ticket<TTrigger> ticket) => waiting.Enqueue(ticket);

    /// <summary>Evaluates a guard of a trigger, which makes the trigger current. A guard that throws settles the trigger.</summary>
    internal bool Ask(Ticket<TTrigger>? ticket, Func<bool> guard)
    {
        if (ticket is null || (ticket != current && !waiting.Contains(ticket)))
            return guard();         // CanFire only

        if (ticket != current)
        {
            do
                current = waiting.Dequeue();
            while (current != ticket);
            isSettled = false;
        }

        var before = isSettled;
        isSettled = true;
        var holds = guard();
        isSettled = before || holds;
        return holds;
    }

    /// <summary>
    /// Marks the refused trigger and returns it: the one whose guards were evaluated and did not hold, or else the next one, which has no
    /// guards.
    /// </summary>
    internal Ticket<TTrigger>? Refuse()
    {
        var refused = isSettled ? waiting.TryDequeue(out var next) ? next : null : current;
        isSettled = true;
        if (refused is not null)
            refused.WasRefused = true;
        return refused;
    }
}
