using CoroFsm.Scxml;
using CoroFsm.Scxml.EcmaScript;
using CoroFsm.Scxml.Http;
using CoroFsm.Testing;

namespace ScxmlSample;

/// <summary>Runs a document with events from a file or from standard input.</summary>
internal static class RunCommand
{
    internal static Task<int> RunAsync(string path, RunOptions options, Terminal terminal, CancellationToken cancellationToken) =>
        Outcome.OfAsync(path, terminal, async () =>
        {
            var document = Documents.Load(path, options.AllowSources);
            using var events = options.Events is null ? null : File.OpenText(options.Events);
            var simulated = options.IsSimulated ? new SimulatedTime() : null;
            await using var http = options.AllowHttp ? HttpIoProcessor.Listen() : null;
            await using var session = document.Start(
                new()
                {
                    DataModel = new EcmaScriptDataModel(),
                    TimeProvider = simulated ?? TimeProvider.System,
                    Observer = new Printer(terminal.Out, options.Trace),
                    IoProcessors = http is null ? [] : [http],
                },
                cancellationToken);

            await SendAllAsync(session, events ?? terminal.In, simulated, terminal, cancellationToken);
            if (!session.Completion.IsCompleted)
            {
                await terminal.Out.WriteLineAsync($"active: {string.Join(' ', session.Configuration)}");
                return ExitCode.Done;
            }

            var result = await session.Completion;
            var data = ScxmlValue.ToText(result.Data);
            await terminal.Out.WriteLineAsync(data.Length > 0 ? $"final: {result.FinalState} {data}" : $"final: {result.FinalState}");
            return ExitCode.Done;
        });

    /// <summary>Sends the events until there are no more, or until the session has ended.</summary>
    private static async Task SendAllAsync(
        ScxmlSession session, TextReader events, SimulatedTime? simulated, Terminal terminal, CancellationToken cancellationToken)
    {
        var number = 0;
        while (!session.Completion.IsCompleted)
        {
            var read = events.ReadLineAsync(cancellationToken).AsTask();
            if (await Task.WhenAny(read, session.Completion) != read || await read is not { } line)
                return;
            number++;
            if (EventLine.Parse(line) is not { } step)
                await terminal.Error.WriteLineAsync($"line {number}: '{line.Trim()}' is no event. Write NAME [JSON], or 'after TIME'.");
            else if (step.Name is { } name)
                await session.SendAsync(new ScxmlEvent(name) { Data = step.Data });
            else if (simulated is not null)
                simulated.Advance(step.Wait);
            else
                await Task.WhenAny(Task.Delay(step.Wait, cancellationToken), session.Completion);
        }
    }
}
