namespace CoroFsm;

/// <content>Superstates: a coroutine handles the events that the coroutines that it calls do not accept.</content>
public readonly partial struct Inbox<TEvent>
{
    /// <summary>Handles the events of one case that the waits within the scope do not accept. The substate continues.</summary>
    /// <typeparam name="TCase">The case: a type that derives from <typeparamref name="TEvent"/> or implements it.</typeparam>
    /// <param name="action">The action. Events that it sends to the machine are queued; its exceptions are thrown to the sender.</param>
    /// <returns>The scope, for <c>using</c>. Inner handlers take precedence.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public HandlerScope<TEvent> Handle<TCase>(Action<TCase> action)
        where TCase : TEvent
    {
        ArgumentNullException.ThrowIfNull(action);
        return new(Wrapped, Wrapped.PushHandler(static e => e is TCase, e => action((TCase)e!)));
    }

    /// <summary>Handles the events that a predicate accepts and the waits within the scope do not. The substate continues.</summary>
    /// <param name="predicate">Selects the events.</param>
    /// <param name="action">The action. Events that it sends to the machine are queued; its exceptions are thrown to the sender.</param>
    /// <returns>The scope, for <c>using</c>. Inner handlers take precedence.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public HandlerScope<TEvent> Handle(Func<TEvent, bool> predicate, Action<TEvent> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new(Wrapped, Wrapped.PushHandler(predicate, action));
    }

    /// <summary>
    /// Runs a substate until it ends, or until it does not accept an event of one case: <c>await
    /// inbox.Until&lt;Quit&gt;().Run(Session(inbox))</c>.
    /// </summary>
    /// <typeparam name="TCase">The case: a type that derives from <typeparamref name="TEvent"/> or implements it.</typeparam>
    /// <returns>The object that runs the substate. A separate call, so that this handler exists before the substate starts, outside the
    /// substate's own handlers.</returns>
    /// <remarks>
    /// The substate's <c>finally</c> blocks run before the superstate continues. That costs 4 to 5 µs per level, which suits hang-ups and
    /// cancellations. For frequent use, write the substate as <c>await foreach</c> over <see cref="Where"/>, which ends without an
    /// exception, or let it return the event that it does not know.
    /// </remarks>
    public Superstate<TEvent> Until<TCase>()
        where TCase : TEvent =>
        new(Wrapped, Wrapped.PushHandler(static e => e is TCase));

    /// <summary>Runs a substate until it ends, or until it does not accept an event that a predicate accepts.</summary>
    /// <param name="predicate">Selects the events.</param>
    /// <returns>The object that runs the substate.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    /// <remarks>The remarks on <see cref="Until{TCase}"/> apply.</remarks>
    public Superstate<TEvent> Until(Func<TEvent, bool> predicate) => new(Wrapped, Wrapped.PushHandler(predicate));
}
