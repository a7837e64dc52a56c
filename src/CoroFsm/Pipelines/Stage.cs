using System.Diagnostics;

namespace CoroFsm.Pipelines;

/// <summary>
/// A stage of a push pipeline: what it is sent by an upstream, it works on and sends to its targets, on the sender's stack.
/// </summary>
/// <remarks>
/// <para>
/// The contract between stages is that of <see cref="IObserver{T}"/>: any number of items, then a completion or a failure, or neither. So a machine, an observer of Rx
/// and a stage can stand at each other's place. A pipeline is written from its source to its sink, and so built from its sink to its source:
/// <c>lines.PushTo(Stage.Filter(l => l.Contains("python"), Sink.To(writer)))</c>.
/// </para>
/// <para>
/// What a stage or a target throws at an item comes out of the sender, as with PEP 342's <c>send</c>. The source at the top then tells the whole graph of the failure by
/// <see cref="IObserver{T}.OnError"/>, and throws it to its caller. Completion and failure are passed on by every stage, so each sink gets one of them, once.
/// </para>
/// <para>Stages are for one thread at a time, and form no cycle. Sending an item allocates nothing.</para>
/// </remarks>
[DebuggerDisplay("{Name,nq}")]
public abstract partial class Stage : IRestartObserver
{
    private protected Stage()
    {
    }

    /// <summary>Gets the name of the stage, for messages. Default: that of its class.</summary>
    public virtual string Name
    {
        get
        {
            var name = GetType().Name.AsSpan();
            if (name.IndexOf('`') is >= 0 and var arity)
                name = name[..arity];
            if (name.Length > nameof(Stage).Length && name.EndsWith(nameof(Stage)))
                name = name[..^nameof(Stage).Length];
            return name.ToString();
        }
    }

    /// <summary>Gets who is sent the items, as far as it is known: what a cycle is found by.</summary>
    internal abstract IEnumerable<object> Targets { get; }

    /// <summary>Notifies the stage that its source starts over with another input. Passes the notification on.</summary>
    /// <remarks>
    /// A stage that keeps a part of an item overrides it: it discards that part, or sends what is left of it, and then calls the base. A
    /// stage that has completed or failed takes items again.
    /// </remarks>
    public virtual void OnRestart()
    {
        StackGuard.EnsureRoom();
        var failures = default(Failures);
        foreach (var target in Targets.OfType<IRestartObserver>().ToArray())
        {
            try
            {
                target.OnRestart();
            }
            catch (Exception error)
            {
                failures.Add(error);
            }
        }

        failures.Throw();
    }
}
