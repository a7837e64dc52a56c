namespace CoroFsm.Diagnostics;

/// <summary>Tries every event of an alphabet in every configuration that a subject can be brought into, breadth first.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <typeparam name="TSubject">The type of what is explored: a machine, or several that get the same events.</typeparam>
/// <typeparam name="TConfiguration">The type of what tells where a subject is: subjects in equal ones count as the same.</typeparam>
/// <remarks>Subjects cannot be copied: for each event a new one is started, and sent the events that led into the configuration.</remarks>
internal abstract class Exploration<TEvent, TSubject, TConfiguration>(TEvent[] alphabet, CancellationToken cancellationToken)
    where TSubject : IDisposable
    where TConfiguration : notnull
{
    private readonly Queue<Visit> queue = [];
    private readonly HashSet<TConfiguration> known = [];

    /// <summary>Gets the number of configurations that have been admitted.</summary>
    private protected int Count => known.Count;

    /// <summary>Tries the events in each configuration that was reached, until there is no more or <see cref="Try"/> ends it.</summary>
    private protected void Walk()
    {
        while (queue.TryDequeue(out var visit))
        {
            foreach (var @event in alphabet)
            {
                if (!Try(visit, @event))
                    return;
            }
        }
    }

    /// <summary>Notes that an event leads into a configuration.</summary>
    /// <param name="before">Where the event was tried; null: this is the start.</param>
    /// <param name="event">The event.</param>
    /// <param name="configuration">The configuration.</param>
    private protected void Reach(Visit? before, TEvent @event, TConfiguration configuration)
    {
        var isNew = !known.TryGetValue(configuration, out var same);
        var visit = before is null
            ? new Visit(before, @event, configuration, Depth: 0, SinceNew: 0)
            : new Visit(before, @event, isNew ? configuration : same!, before.Depth + 1, isNew ? 0 : before.SinceNew + 1);
        if (isNew && !Admits(visit))
            return;

        known.Add(visit.Configuration);
        if (Explores(visit))
            queue.Enqueue(visit);
    }

    /// <summary>Starts a subject and brings it into a configuration again.</summary>
    private protected TSubject Replay(Visit visit)
    {
        var subject = Start();
        try
        {
            foreach (var @event in EventsOf(visit))
            {
                cancellationToken.ThrowIfCancellationRequested();
                SendAgain(subject, @event);
            }

            cancellationToken.ThrowIfCancellationRequested();
            var now = ConfigurationOf(subject);
            return EqualityComparer<TConfiguration>.Default.Equals(now, visit.Configuration) ? subject : throw NotRepeatable(visit, now);
        }
        catch
        {
            subject.Dispose();
            throw;
        }
    }

    /// <summary>Gets the events that lead into a configuration, in order.</summary>
    private protected static Stack<TEvent> EventsOf(Visit? visit)
    {
        Stack<TEvent> events = [];
        for (; visit?.Before is not null; visit = visit.Before)
            events.Push(visit.Event);
        return events;
    }

    /// <summary>Starts a new subject.</summary>
    private protected abstract TSubject Start();

    /// <summary>Sends an event to a subject for which its effect is known. Does not throw what the subject throws.</summary>
    private protected abstract void SendAgain(TSubject subject, TEvent @event);

    private protected abstract TConfiguration ConfigurationOf(TSubject subject);

    /// <summary>
    /// Sends an event to a subject that was brought into a configuration, and reports what it leads to with <see cref="Reach"/>.
    /// </summary>
    /// <returns>False to end the exploration.</returns>
    private protected abstract bool Try(Visit visit, TEvent @event);

    /// <summary>Returns whether a new configuration is within the limits.</summary>
    private protected abstract bool Admits(Visit visit);

    /// <summary>Returns whether the events are to be tried from here.</summary>
    private protected abstract bool Explores(Visit visit);

    /// <summary>Creates the exception for a subject that is in another configuration after the same events.</summary>
    private protected abstract InvalidOperationException NotRepeatable(Visit visit, TConfiguration now);

    /// <summary>A sequence of events, and the configuration that it leads into.</summary>
    /// <param name="Before">The sequence without its last event; null: it is empty.</param>
    /// <param name="Event">The last event.</param>
    /// <param name="Configuration">The configuration. Sequences that lead into equal ones share an object.</param>
    /// <param name="Depth">The number of events.</param>
    /// <param name="SinceNew">The number of events since a configuration was new.</param>
    private protected sealed record Visit(Visit? Before, TEvent Event, TConfiguration Configuration, int Depth, int SinceNew);
}
