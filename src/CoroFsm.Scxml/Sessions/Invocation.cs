using CoroFsm.Scxml.Content;

namespace CoroFsm.Scxml.Sessions;

/// <summary>A running <c>invoke</c> element: the child session, and how it reports to its parent.</summary>
internal sealed class Invocation(Session parent, InvokeNode node, string id)
{
    internal InvokeNode Node { get; } = node;

    internal string Id { get; } = id;

    internal Session Parent { get; } = parent;

    /// <summary>Gets or sets the child.</summary>
    internal Session? Child { get; set; }

    /// <summary>Gets a value indicating whether the state of the element has been left. The child's events are not accepted then.</summary>
    internal bool IsCancelled { get; private set; }

    /// <summary>Ends the child because the state of the element is left.</summary>
    internal void Cancel()
    {
        IsCancelled = true;
        Parent.Forget(this);
        Child!.Cancel();
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
    }
}
