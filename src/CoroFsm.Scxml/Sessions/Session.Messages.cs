using CoroFsm.Scxml.Documents;

namespace CoroFsm.Scxml.Sessions;

/// <content>What a session raises, sends and receives.</content>
internal sealed partial class Session
{
    internal override void Raise(ScxmlEvent value)
    {
        if (isEnding)
            return;
        if (machine is null)
        {
            early.Add(value);
            return;
        }

        raised.Enqueue(value);
        machine.Raise(Node.TriggerOf(value.Name));
    }

    internal override void Report(ScxmlErrorException error)
    {
        Options.Observer?.OnError(Id, new(error.Position, $"{error.Element}: {error.Message}"));
        Raise(new(error.EventName)
        {
            Type = ScxmlEventType.Platform,
            SendId = error.SendId,
            Data = ErrorData(error.Message, error.Position.Line, error.Position.Column),
        });
    }

    /// <summary>Makes the data of the event for an error.</summary>
    internal static Dictionary<string, object?> ErrorData(string message, int line, int column) =>
        new() { ["message"] = message, ["line"] = (double)line, ["column"] = (double)column };

    /// <summary>Adds the event for the end of a child to the external queue.</summary>
    internal void Receive(ScxmlEvent value)
    {
        if (!HasEnded)
            group.Notify(this, value);
    }

    internal override void Send(ScxmlMessage message, string? type, TimeSpan delay)
    {
        Options.Observer?.OnSend(Id, message, delay);
        if (!IoTypes.IsScxml(type) && ProcessorOf(type) is null)
        {
            throw new ScxmlErrorException($"There is no event I/O processor of the type '{type}'. Correct the type, or add the processor "
                + $"to {nameof(ScxmlOptions)}.{nameof(Options.IoProcessors)}.");
        }

        if (delay > TimeSpan.Zero)
            group.Delay(new(this, message, type), delay);
        else
            Dispatch(message, type);
    }

    internal override void Cancel(string sendId) => group.CancelDelayed(this, sendId);

    internal override void Log(string? label, object? value)
    {
        ScxmlLogEntry entry = new(Id, label, value, Position.Line, Position.Column);
        log.Add(entry);
        Options.Log?.Invoke(entry);
        Options.Observer?.OnLog(entry);
    }

    internal override string NewId(string prefix) => $"{prefix}.{++lastId}";

    /// <summary>Sends a message whose time has come.</summary>
    private void Deliver(DelayedMessage delayed) =>
        Try(() => Dispatch(delayed.Message, delayed.Type), delayed.Message.Position, "<send>", delayed.Message.SendId);

    private void Dispatch(ScxmlMessage message, string? type)
    {
        if (!IoTypes.IsScxml(type))
        {
            ProcessorOf(type)!.Send(connection, message);
            return;
        }

        if (message.EventName is not { } name)
            throw new ScxmlErrorException("The message has no event. Add the attribute 'event' or 'eventexpr'.");
        if (!Names.IsEventName(name))
            throw new ScxmlErrorException($"'{name}' is no event name. Write words with dots between them.");
        ScxmlEvent value = new(name)
        {
            SendId = message.SendId,
            Origin = Address,
            OriginType = IoTypes.Scxml,
            Data = message.Data,
        };
        if (message.Target == "#_internal")
        {
            Raise(value with { Type = ScxmlEventType.Internal });
            return;
        }

        var target = TargetOf(message.Target);
        group.Send(target, target == Invocation?.Parent ? value with { InvokeId = Invocation.Id } : value);
    }

    private Session TargetOf(string? target)
    {
        var session = target switch
        {
            null or "" => this,
            "#_parent" => Invocation is { IsCancelled: false, Parent.HasEnded: false } ? Invocation.Parent : null,
            _ when target.StartsWith("#_scxml_", StringComparison.Ordinal) => group.Find(target["#_scxml_".Length..]),
            _ when target.StartsWith("#_", StringComparison.Ordinal) =>
                invocations.GetValueOrDefault(target["#_".Length..])?.Child is { HasEnded: false } child ? child : null,
            _ => throw new ScxmlErrorException($"The target '{target}' is no address. Write #_internal, #_parent, #_ and the identifier of "
                + "an invocation, or #_scxml_ and that of a session."),
        };
        return session ?? throw new ScxmlErrorException(
            ScxmlEvent.ErrorCommunication, $"The target '{target}' does not exist, or has ended. Check that it runs.");
    }

    private ScxmlIoProcessor? ProcessorOf(string? type) =>
        Options.IoProcessors.FirstOrDefault(processor => processor.Type == type || (processor.Alias is { } alias && alias == type));
}
