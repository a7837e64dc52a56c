using CoroFsm.Statecharts;

namespace CoroFsm.Stateless;

/// <summary>A trigger that has been given to Stateless: its parameter, and what becomes of it. Stateless queues it without saying when its turn comes.</summary>
internal sealed class Ticket(QueuedArgument? argument, bool isTry)
{
    internal QueuedArgument? Argument { get; } = argument;

    internal bool IsTry { get; } = isTry;

    internal bool WasRefused { get; set; }
}

/// <summary>The triggers that Stateless has not handled yet, in its order, and the one whose turn it is.</summary>
internal sealed class Tickets
{
    private readonly Queue<Ticket> waiting = new();

    /// <summary>The last one whose guards were asked.</summary>
    private Ticket? current;

    /// <summary>Whether that one cannot be refused any more.</summary>
    private bool isSettled = true;

    internal void Add(Ticket ticket) => waiting.Enqueue(ticket);

    /// <summary>Asks a guard of a trigger, whose turn it is then; one that throws settles it.</summary>
    internal bool Ask(Ticket? ticket, Func<bool> guard)
    {
        if (ticket is null || (ticket != current && !waiting.Contains(ticket)))
            return guard();         // only CanFire

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

    /// <summary>Gets the trigger that is refused: the one whose guards were asked in vain, or else the next one, which has no guards.</summary>
    internal Ticket? Refuse()
    {
        var refused = isSettled ? waiting.TryDequeue(out var next) ? next : null : current;
        isSettled = true;
        if (refused is not null)
            refused.WasRefused = true;
        return refused;
    }
}
