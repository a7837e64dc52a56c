namespace CoroFsm.Scxml.Sessions;

/// <summary>
/// A session that the application has started, with the sessions that it has invoked: one thread at a time runs them all, in the order in
/// which their events come.
/// </summary>
internal sealed class SessionGroup
{
    private const int NoThread = 0;

    private readonly Lock gate = new();
    private readonly Queue<Delivery> queue = [];
    private readonly Dictionary<string, Session> sessions = new(StringComparer.Ordinal);
    private readonly DelayedMessages delayed;
    private int runner = NoThread;
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
    internal void Add(Delivery delivery)
    {
        lock (gate)
            queue.Enqueue(delivery);
    }

    /// <summary>Adds an event from outside. One that a session sends through user code counts as a link of a chain of events.</summary>
    /// <exception cref="ScxmlErrorException">The queue is full.</exception>
    internal void Post(Delivery delivery)
    {
        lock (gate)
        {
            if (queue.Count >= Options.MaxQueuedEvents)
            {
                throw new ScxmlErrorException(ScxmlEvent.ErrorCommunication, $"{queue.Count} events wait (limit {nameof(ScxmlOptions)}."
                    + $"{nameof(Options.MaxQueuedEvents)}). Send fewer events, or raise the limit.");
            }

            queue.Enqueue(runner == Environment.CurrentManagedThreadId ? Linked(delivery) : delivery);
        }
    }

    /// <summary>Adds an event that a session sends.</summary>
    /// <exception cref="ScxmlErrorException">The queue is full.</exception>
    internal void Send(Session target, ScxmlEvent value) => Post(new(target, DeliveryKind.Event) { Event = value });

    /// <summary>Adds the event for the end of a child, for which there is always room.</summary>
    internal void Notify(Session target, ScxmlEvent value) => Add(Linked(new(target, DeliveryKind.Event) { Event = value }));

    /// <summary>Starts a session after what waits.</summary>
    internal void Start(Session session)
    {
        Enter(session);
        Add(Linked(new(session, DeliveryKind.Start)));
    }

    /// <summary>Makes the sessions do what waits, unless another thread or a caller of this one does it already.</summary>
    internal void Run()
    {
        lock (gate)
        {
            if (runner != NoThread)
                return;
            runner = Environment.CurrentManagedThreadId;
        }

        try
        {
            while (TryTake(out var next))
            {
                current = next;
                if (next.Chain > Options.MaxEventChain)
                    next.Session.FailEndless(next);
                else
                    next.Session.Handle(next);
            }
        }
        catch
        {
            // Not the exception of a session, which ends that session alone: the group must not remain locked.
            lock (gate)
                runner = NoThread;
            throw;
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

    /// <summary>Cancels delayed messages, also those that are due and wait in the queue.</summary>
    internal void CancelDelayed(Session session, string? sendId)
    {
        delayed.Remove(session, IsMeant);
        lock (gate)
        {
            foreach (var delivery in queue)
            {
                if (delivery is { Kind: DeliveryKind.Message, Message: { } message } && message.Session == session && IsMeant(message))
                    message.IsCancelled = true;
            }
        }

        bool IsMeant(DelayedMessage message) => sendId is null || message.Message.SendId == sendId;
    }

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

    /// <summary>Returns an identifier that no session has: the one that is wished, if possible.</summary>
    internal string UnusedId(string wished)
    {
        while (sessions.ContainsKey(wished))
            wished += "_";
        return wished;
    }

    internal Session? Find(string sessionId) => sessions.GetValueOrDefault(sessionId);

    private Delivery Linked(Delivery delivery) => delivery with { Chain = current.Chain + 1 };

    private bool TryTake(out Delivery next)
    {
        lock (gate)
        {
            if (queue.TryDequeue(out next))
                return true;
            current = default;
            runner = NoThread;
            return false;
        }
    }
}
