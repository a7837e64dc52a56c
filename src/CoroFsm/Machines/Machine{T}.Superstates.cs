namespace CoroFsm;

/// <content>Enclosing handlers: what a superstate takes that its substates do not accept.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Adds a handler within those that are there.</summary>
    /// <param name="accepts">Which events it takes.</param>
    /// <param name="action">What it does with one; null: it ends its substate, once it is armed.</param>
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

        // Once the machine has ended there is no stack of handlers any more.
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

    /// <summary>The exit of a substate has arrived at its superstate.</summary>
    internal void Stay(Handler<TEvent> superstate)
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
