using CoroFsm.Scxml;

namespace ScxmlSample;

/// <summary>Writes what a session logs; and, if asked for, what it does.</summary>
internal sealed class Printer(TextWriter writer, bool isTracing) : IScxmlObserver
{
    private readonly List<string> sessions = [];

    public void OnLog(ScxmlLogEntry entry) => writer.WriteLine(entry);

    public void OnError(string sessionId, ScxmlFault error) => writer.WriteLine($"error {error}");

    public void OnStarted(string sessionId, string? name) => Trace(sessionId, $"started {name}");

    public void OnEvent(string sessionId, ScxmlEvent value)
    {
        var data = ScxmlValue.ToText(value.Data);
        Trace(sessionId, data.Length > 0 ? $"event {value.Name} {data}" : $"event {value.Name}");
    }

    public void OnTransition(string sessionId, string source, string destination) => Trace(sessionId, $"{source} -> {destination}");

    public void OnConfiguration(string sessionId, IReadOnlyList<string> configuration) =>
        Trace(sessionId, $"active {string.Join(' ', configuration)}");

    public void OnSend(string sessionId, ScxmlMessage message, TimeSpan delay) => Trace(
        sessionId,
        $"send {message.EventName}{(message.Target is { } to ? $" to {to}" : "")}{(delay > TimeSpan.Zero ? $" in {delay:c}" : "")}");

    public void OnEnded(string sessionId, ScxmlResult? result) => Trace(sessionId, $"ended {result?.FinalState}");

    /// <summary>Writes a line. Invoked sessions have numbers, from 1; the first has none.</summary>
    private void Trace(string sessionId, string text)
    {
        if (!isTracing)
            return;
        if (!sessions.Contains(sessionId))
            sessions.Add(sessionId);
        var index = sessions.IndexOf(sessionId);
        writer.WriteLine(index == 0 ? $"  {text.TrimEnd()}" : $"  [{index}] {text.TrimEnd()}");
    }
}
