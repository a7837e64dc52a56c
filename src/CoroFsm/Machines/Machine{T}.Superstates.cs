namespace CoroFsm;

/// <content>Enclosing handlers: a superstate handles the events that its substates do not accept.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Adds a handler inside the existing ones.</summary>
    /// <param name="accepts">Selects the events.</param>
    /// <param name="action">The action; null if an event ends the substate, once the handler is armed.</param>
    internal Handler<TEvent> PushHandler(Func<TEvent, bool> accepts, Action<TEvent>? action = null)
    {
        ArgumentNullException.ThrowIfNull(accepts);
        var r = Rarely;
        var handler = r.FreeHandlers ?? new();
        r.FreeHandlers = handler.Outer;

        handler.IsArmed = action is not null;
        handler.Accepts = accepts;
        handler.Action = action;
        handler.Outer = r.Handlers;
        r.Handlers = handler;
        r.HandlersVersion++;
        return handler;
    }

    /// <summary>Removes a handler.</summary>
    internal void PopHandler(Handler<TEvent> handler, int version)
    {
        if (handler.Version != version)
            return;

        handler.Version++;
        handler.Accepts = null!;
        handler.Action = null;
        handler.HasEnded = false;
        handler.By = default;
        handler.Due = long.MaxValue;
        handler.Context = null;

        // Once the machine has ended, there is no stack of handlers.
        var r = Rarely;
        Handler<TEvent>? inner = null;
        for (var candidate = r.Handlers; candidate is not null; inner = candidate, candidate = candidate.Outer)
        {
            if (!ReferenceEquals(candidate, handler))
                continue;

            if (inner is null)
                r.Handlers = handler.Outer;
            else
                inner.Outer = handler.Outer;
            r.HandlersVersion++;
            handler.Outer = r.FreeHandlers;
            r.FreeHandlers = handler;
            return;
        }
    }

    /// <summary>Ends the exit of a substate at its superstate.</summary>
    internal void EndExit(Handler<TEvent> superstate)
    {
        var r = Rarely;
        if (!ReferenceEquals(r.LeavingTo, superstate))
            return;

        r.LeavingTo = null;
        r.Signal = null;
        Phase &= ~Leaving;
        ForgiveRefusals();
    }

    private void RunHandler(Handler<TEvent> handler, TEvent @event)
    {
        if (handler.Action is not { } action)
        {
            Leave(handler, @event);
            return;
        }

        var phase = Phase;
        Phase = Handling;
        try
        {
            action(@event);
        }
        finally
        {
            Phase = phase | (Parked & Backlogged);
        }
    }

    private void Leave(Handler<TEvent> handler, TEvent @event)
    {
        handler.HasEnded = true;
        handler.By = @event;
        Rarely.LeavingTo = handler;
        Raise(exception: null, sticky: Leaving);
    }
}
