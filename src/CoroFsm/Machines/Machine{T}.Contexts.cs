using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <content>Ambient context: queued and deferred work runs under the execution context of its sender.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Offers an event under the context of its sender.</summary>
    private void OfferUnder(ExecutionContext context, TEvent @event)
    {
        if (AmbientContext.IsCurrent(context))
            Offer(@event);
        else
            OfferElsewhere(context, @event);
    }

    /// <summary>Separate method, so that only it allocates a closure.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OfferElsewhere(ExecutionContext context, TEvent @event) => ExecutionContext.Run(context, _ => Offer(@event), null);

    /// <summary>Delivers a deferred event under the context of its sender, if it is accepted now.</summary>
    /// <returns>False if it is not accepted.</returns>
    private bool TryTakeDeferredUnder(ExecutionContext context, Reserve r, int index)
    {
        if (AmbientContext.IsCurrent(context))
            return TryTakeDeferred(r, index);

        r.Searched = (index, false);
        ExecutionContext.Run(
            context,
            static machine =>
            {
                var m = (Machine<TEvent>)machine!;
                var index = m.reserve!.Searched.Index;
                m.reserve.Searched = (index, m.TryTakeDeferred(m.reserve, index));
            },
            this);
        return r.Searched.IsTaken;
    }

    /// <summary>Runs a step under the context of the call that requested it.</summary>
    /// <param name="context">The context; null for the current one.</param>
    /// <param name="step">The step.</param>
    /// <param name="argument">The argument of the step.</param>
    private void RunUnder<TArgument>(ExecutionContext? context, Action<Machine<TEvent>, TArgument> step, TArgument argument)
    {
        if (context is null || AmbientContext.IsCurrent(context))
            step(this, argument);
        else
            RunElsewhere(context, step, argument);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunElsewhere<TArgument>(ExecutionContext context, Action<Machine<TEvent>, TArgument> step, TArgument argument) =>
        ExecutionContext.Run(context, _ => step(this, argument), null);
}
