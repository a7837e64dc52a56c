namespace CoroFsm.Diagnostics;

/// <summary>Tries every event of an alphabet in every state that a machine can be brought into, breadth first.</summary>
internal sealed class Exploration<TEvent>(Func<Machine<TEvent>> start, TEvent[] alphabet, StateGraphOptions options, CancellationToken cancellationToken)
{
    private readonly Queue<Visit> queue = [];
    private readonly List<Place> places = [];
    private readonly Dictionary<Place, int> visits = [];
    private readonly HashSet<Step> known = [];
    private readonly List<Step> steps = [];
    private string name = "";
    private int waiting;

    internal StateGraph Run()
    {
        using (var first = Start())
        {
            name = first.Name;
            Reach(new(Before: null, default!, PlaceOf(first), Depth: 0));
        }

        while (queue.TryDequeue(out var visit))
        {
            foreach (var @event in alphabet)
                Try(visit, @event);
        }

        return new ExploredGraph(name, places, steps).Make();
    }

    private void Try(Visit visit, TEvent @event)
    {
        using var machine = Replay(visit);
        string? action = null;
        try
        {
            machine.Send(@event);
        }
        catch (UnexpectedEventException) when (PlaceOf(machine) == visit.Place)
        {
            return;
        }
        catch (Exception error)
        {
            action = $"throws {error.GetType().Name}";
        }

        var to = PlaceOf(machine);
        var step = new Step(visit.Place, Describe(@event), to, action);
        if (known.Add(step))
            steps.Add(step);
        Reach(new(visit, @event, to, visit.Depth + 1));
    }

    /// <summary>Notes a place, and that it is to be explored from here unless that has been done often enough.</summary>
    private void Reach(Visit visit)
    {
        var place = visit.Place;
        if (visits.TryGetValue(place, out var count))
        {
            if (count >= options.VisitsPerState || visit.Depth > options.MaxDepth)
                return;
        }
        else if (!place.IsFinal && waiting++ >= options.MaxStates)
        {
            throw new InvalidOperationException($"The graph of machine {name} has more than {options.MaxStates} states: the next is {place.State}, after {Story(visit)}. "
                + $"Do not name states after data, or raise {nameof(StateGraphOptions.MaxStates)}.");
        }
        else if (visit.Depth > options.MaxDepth)
        {
            throw new InvalidOperationException($"Machine {name} has a state, {place.State}, that takes more than {options.MaxDepth} events to reach: {Story(visit)}. "
                + $"Raise {nameof(StateGraphOptions.MaxDepth)}.");
        }
        else
        {
            places.Add(place);
        }

        visits[place] = count + 1;
        if (!place.IsFinal)
            queue.Enqueue(visit);
    }

    private Machine<TEvent> Replay(Visit visit)
    {
        var machine = Start();
        foreach (var @event in EventsOf(visit))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                machine.Send(@event);
            }
            catch (Exception)
            {
                // It was thrown the first time, too. Where it was not, the place is another.
            }
        }

        if (PlaceOf(machine) is var place && place == visit.Place)
            return machine;

        machine.Dispose();
        throw new InvalidOperationException($"Machine {name} does not do the same each time: after {Story(visit)} it was in {visit.Place}, and then in {place}. "
            + "Let the function that starts it make everything that it works on anew, and leave out clocks and chance.");
    }

    private Machine<TEvent> Start()
    {
        cancellationToken.ThrowIfCancellationRequested();
        return start() ?? throw new InvalidOperationException("The function that starts the machine returned null. Return Machine.Start(…).");
    }

    private static Place PlaceOf(Machine<TEvent> machine) => machine.Status is MachineStatus.Running
        ? throw new InvalidOperationException($"Machine {machine.Name} still runs. Start machines here that nobody else sends to.")
        : Place.Of(machine);

    private static Stack<TEvent> EventsOf(Visit? visit)
    {
        Stack<TEvent> events = [];
        for (; visit?.Before is not null; visit = visit.Before)
            events.Push(visit.Event);
        return events;
    }

    private string Story(Visit visit)
    {
        const int Shown = 10;
        var events = EventsOf(visit);
        return events.Count == 0 ? "its start" : string.Join(", ", events.Take(Shown).Select(Describe)) + (events.Count > Shown ? $" and {events.Count - Shown} more" : "");
    }

    private string Describe(TEvent @event) => options.Describe is { } describe ? describe(@event) : @event?.ToString() ?? "null";

    /// <summary>A place that a sequence of events leads to.</summary>
    private sealed record Visit(Visit? Before, TEvent Event, Place Place, int Depth);
}
