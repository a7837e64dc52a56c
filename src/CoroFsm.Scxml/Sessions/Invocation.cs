using CoroFsm.Scxml.Content;

namespace CoroFsm.Scxml.Sessions;

/// <summary>A running <c>invoke</c> element: the child session, and how it reports to its parent.</summary>
internal sealed class Invocation(Session parent, InvokeNode node, string id)
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal InvokeNode Node { get; } = node;

    internal string Id { get; } = id;

    internal Session Parent { get; } = parent;

    /// <summary>Gets or sets the child.</summary>
    internal Session? Child { get; set; }

    /// <summary>Gets a value indicating whether the state of the element has been left. The child's events are not accepted then.</summary>
    internal bool IsCancelled { get; private set; }

    /// <summary>Gets a task that ends with the child.</summary>
    internal Task Ended => ended.Task;

    /// <summary>Ends the child because the state of the element is left.</summary>
    internal void Cancel()
    {
        IsCancelled = true;
        Parent.Forget(this);
        Child!.Cancel();
        ended.TrySetResult();
    }

    /// <summary>Notifies the parent that the child is in a final state.</summary>
    internal void End(ScxmlResult result) =>
        Notify(new($"done.invoke.{Id}") { InvokeId = Id, Data = result.Data });

    /// <summary>Notifies the parent that the child has failed.</summary>
    internal void Fail(ScxmlException failure) => Notify(new(ScxmlEvent.ErrorCommunication)
    {
        Type = ScxmlEventType.Platform,
        InvokeId = Id,
        Data = Session.ErrorData(failure.Message, failure.Line, failure.Column),
    });

    private void Notify(ScxmlEvent value)
    {
        if (!IsCancelled)
            Parent.Receive(value);
        ended.TrySetResult();
    }
}
