using CoroFsm.Scxml;
using CoroFsm.Scxml.EcmaScript;
using CoroFsm.Scxml.Http;
using CoroFsm.Testing;

namespace ScxmlSample;

/// <summary>Runs conformance tests. A test passes when its session ends in the state <c>pass</c>.</summary>
internal sealed class TestRunner
{
    /// <summary>Guards against a session that sends itself delayed events without end.</summary>
    private const int MaxJumps = 10_000;

    private readonly EcmaScriptDataModel dataModel = new();

    /// <summary>Runs a test under a simulated clock.</summary>
    /// <returns>Null if it passes; otherwise, why it does not.</returns>
    internal async Task<string?> RunAsync(ConformanceTest test)
    {
        await using var http = test.NeedsHttp ? HttpIoProcessor.Listen() : null;
        SimulatedTime time = new();
        return await RunAsync(test, time, http, session =>
        {
            for (var jumps = 0; jumps < MaxJumps && !session.Completion.IsCompleted && time.TryJump(); jumps++)
            {
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>Runs a test that uses the network.</summary>
    /// <inheritdoc cref="RunAsync(ConformanceTest)"/>
    internal Task<string?> RunAsync(ConformanceTest test, HttpIoProcessor http, TimeSpan timeout) =>
        RunAsync(test, TimeProvider.System, http, session => Task.WhenAny(session.Completion, Task.Delay(timeout)));

    private async Task<string?> RunAsync(
        ConformanceTest test, TimeProvider time, HttpIoProcessor? http, Func<ScxmlSession, Task> run)
    {
        try
        {
            var document = Documents.Load(test.Path, allowSources: true, dataModel);
            await using var session = document.Start(new()
            {
                DataModel = dataModel,
                TimeProvider = time,
                IoProcessors = http is null ? [] : [http],
            });
            await run(session);
            if (!session.Completion.IsCompleted)
                return $"The session waits in {string.Join(' ', session.Configuration)}.";
            var result = await session.Completion;
            return result.FinalState == "pass" ? null : $"The session ends in {result.FinalState}.";
        }
        catch (ScxmlException error)
        {
            return error.Message;
        }
    }
}
