using System.Diagnostics;

namespace CoroFsm.Pipelines;

/// <summary>
/// Represents a stage of a push pipeline. It processes each item of its upstream and sends the results to its targets, on the sender's
/// stack.
/// </summary>
/// <remarks>
/// <para>
/// The contract between stages is that of <see cref="IObserver{T}"/>: any number of items, then a completion, a failure, or neither.
/// Therefore machines, observers of Rx and stages are interchangeable. A pipeline is written from its source to its sink, but built from
/// its sink to its source: <c>lines.PushTo(Stage.Filter(l => l.Contains("python"), Sink.To(writer)))</c>.
/// </para>
/// <para>
/// Exceptions of a stage or a target are thrown to the sender, as with <c>send</c> of PEP 342. The source at the top then notifies the
/// whole graph with <see cref="IObserver{T}.OnError"/>, and throws the exception to its caller. Every stage passes completion and failure
/// on, so each sink receives one of them, once.
/// </para>
/// <para>Stages are not thread-safe and form no cycle. Sending an item allocates nothing.</para>
/// </remarks>
[DebuggerDisplay("{Name,nq}")]
public abstract partial class Stage : IRestartObserver
{
    private protected Stage()
    {
    }

    /// <summary>Gets the name of the stage, for messages. Default: the name of its class.</summary>
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

    /// <summary>Gets the known targets, which are searched for cycles.</summary>
    internal abstract IEnumerable<object> Targets { get; }

    /// <summary>Notifies the stage that its source restarts with another input. Passes the notification on.</summary>
    /// <remarks>
    /// A stage that keeps a part of an item overrides this method: it discards that part, or sends the rest of it, and then calls the base
    /// method. A stage that has completed or failed accepts items again.
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
