namespace CoroFsm;

/// <content>Work that a host runs and ends.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Throws if only a host may run the work of this machine.</summary>
    internal void CheckCanCall()
    {
        if (!Options.WorkIsExternal)
            return;

        throw new InvalidOperationException(
            $"Machine {Name} is durable, so the result of this work would not be recorded. "
            + "Start the work with Durable<TEvent>.Call or Durable<TEvent>.Start.");
    }

    /// <summary>Begins a wait for external work.</summary>
    internal AwaitedWork<TEvent> BeginExternal<TResult>(
        string name,
        string? state,
        Unmatched? unmatched,
        int line,
        string file,
        out Task<TResult> task,
        out ExternalWork<TEvent, TResult> work)
    {
        var awaited = BeginWork(call: null, state, unmatched, line, file, external: name);
        task = awaited.Explore<TResult>();
        work = new(this, awaited);
        return awaited;
    }

    /// <summary>Starts external work beside the state.</summary>
    internal WorkScope<TEvent> InvokeExternal<TResult>(
        string name,
        Func<TResult, TEvent> done,
        Func<Exception, TEvent>? failed,
        Func<TEvent>? cancelled,
        out ExternalWork<TEvent, TResult> work)
    {
        ExternalWork<TEvent, TResult>? external = null;
        var scope = Invoke(
            work: null,
            pending =>
            {
                var task = pending.Explore<TResult>();
                external = new(this, pending);
                return task;
            },
            ended => done(((Task<TResult>)ended).Result),
            failed,
            cancelled,
            name);
        work = external!;
        return scope;
    }
}
