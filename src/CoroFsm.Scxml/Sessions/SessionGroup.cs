namespace CoroFsm.Scxml.Sessions;

/// <summary>
/// A session that the application has started, with the sessions that it has invoked: one thread at a time runs them all, in the order in
/// which their events come.
/// </summary>
internal sealed class SessionGroup
{
    private readonly Lock gate = new();
    private readonly Queue<Delivery> queue = [];
    private readonly Dictionary<string, Session> sessions = new(StringComparer.Ordinal);
    private readonly DelayedMessages delayed;
    private bool isRunning;
    private Delivery current;

    internal SessionGroup(ScxmlOptions options)
    {
        Options = options;
        delayed = new(this, options.TimeProvider);
    }

    internal ScxmlOptions Options { get; }

    /// <summary>Gets the number of sessions that have not ended. Only for the running thread.</summary>
    internal int Count => sessions.Count;

    /// <summary>Adds a delivery to the queue. The caller runs the group afterwards, unless it is called by a session.</summary>
    /// <exception cref="ScxmlErrorException">The queue is full.</exception>
    internal void Add(Delivery delivery)
    {
        lock (gate)
        {
            if (queue.Count >= Options.MaxQueuedEvents && delivery.Kind == DeliveryKind.Event)
            {
                throw new ScxmlErrorException(ScxmlEvent.ErrorCommunication, $"{Options.MaxQueuedEvents} events wait (limit "
                    + $"{nameof(ScxmlOptions)}.{nameof(Options.MaxQueuedEvents)}). Send fewer events, or raise the limit.");
            }

            queue.Enqueue(delivery);
        }
    }

    /// <summary>Adds an event that a session sends. It counts as a link of a chain of events.</summary>
    /// <exception cref="ScxmlErrorException">The queue is full.</exception>
    internal void Send(Session target, ScxmlEvent value) =>
        Add(new(target, DeliveryKind.Event) { Event = value, Chain = current.Chain + 1 });

    /// <summary>Makes the sessions do what waits, unless another thread or a caller of this one does it already.</summary>
    internal void Run()
    {
        lock (gate)
        {
            if (isRunning)
                return;
            isRunning = true;
        }

        while (TryTake(out var next))
        {
            current = next;
            if (next.Chain > Options.MaxEventChain)
                next.Session.FailEndless(next);
            else
                next.Session.Handle(next);
        }
    }

    /// <summary>Delays a message.</summary>
    /// <exception cref="ScxmlErrorException">Too many messages are delayed.</exception>
    internal void Delay(DelayedMessage message, TimeSpan delay)
    {
        if (!delayed.TryAdd(message, delay, Options.MaxDelayedEvents))
        {
            throw new ScxmlErrorException($"{Options.MaxDelayedEvents} events are delayed (limit {nameof(ScxmlOptions)}."
                + $"{nameof(Options.MaxDelayedEvents)}). Cancel some, or raise the limit.");
        }
    }

    internal void CancelDelayed(Session session, string? sendId) =>
        delayed.Remove(session, message => sendId is null || message.Message.SendId == sendId);

    /// <summary>Sends messages whose time has come.</summary>
    internal void Deliver(IEnumerable<DelayedMessage> messages)
    {
        foreach (var message in messages)
            Add(new(message.Session, DeliveryKind.Message) { Message = message });
        Run();
    }

    internal void Enter(Session session)
    {
        if (!sessions.TryAdd(session.Id, session))
            throw new InvalidOperationException($"The session identifier '{session.Id}' is in use. Choose another one.");
    }

    /// <summary>Removes a session that has ended. Without sessions, the group ends.</summary>
    internal void Leave(Session session)
    {
        sessions.Remove(session.Id);
        delayed.Remove(session, static _ => true);
        if (sessions.Count == 0)
            delayed.Dispose();
    }

    internal Session? Find(string sessionId) => sessions.GetValueOrDefault(sessionId);

    private bool TryTake(out Delivery next)
    {
        lock (gate)
            return isRunning = queue.TryDequeue(out next);
    }
}
