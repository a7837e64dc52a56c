using CoroFsm.Scxml;
using CoroFsm.Scxml.EcmaScript;
using CoroFsm.Scxml.Http;
using CoroFsm.Testing;

namespace ScxmlSample;

/// <summary>Runs conformance tests. A test passes when its session ends in the state <c>pass</c>.</summary>
internal sealed class TestRunner
{
    /// <summary>Guards against a session that never ends: these tests take seconds of simulated time, and milliseconds of real time.</summary>
    private const int MaxJumps = 10_000;

    private static readonly TimeSpan HttpTimeout = TimeSpan.FromSeconds(20);

    private readonly EcmaScriptDataModel dataModel = new();

    /// <summary>Runs a test.</summary>
    /// <returns>Null if it passes; otherwise, why it does not.</returns>
    internal async Task<string?> RunAsync(ConformanceTest test, CancellationToken cancellationToken)
    {
        try
        {
            return test.NeedsHttp ? await RunWithHttpAsync(test, cancellationToken) : await RunSimulatedAsync(test, cancellationToken);
        }
        catch (ScxmlException error)
        {
            return error.Message;
        }
    }

    private async Task<string?> RunSimulatedAsync(ConformanceTest test, CancellationToken cancellationToken)
    {
        SimulatedTime time = new();
        await using var session = Load(test).Start(new() { DataModel = dataModel, TimeProvider = time }, cancellationToken);
        for (var jumps = 0; !session.Completion.IsCompleted; jumps++)
        {
            if (jumps == MaxJumps || !time.TryJump())
                return $"The session waits in {string.Join(' ', session.Configuration)}.";
        }

        return Judge(await session.Completion);
    }

    private async Task<string?> RunWithHttpAsync(ConformanceTest test, CancellationToken cancellationToken)
    {
        await using var http = HttpIoProcessor.Listen();
        await using var session = Load(test).Start(new() { DataModel = dataModel, IoProcessors = [http] }, cancellationToken);
        try
        {
            return Judge(await session.Completion.WaitAsync(HttpTimeout, cancellationToken));
        }
        catch (TimeoutException)
        {
            return $"The session waits in {string.Join(' ', session.Configuration)}.";
        }
    }

    private ScxmlDocument Load(ConformanceTest test) => Documents.Load(test.Path, allowSources: true, dataModel);

    private static string? Judge(ScxmlResult result) => result.FinalState == "pass" ? null : $"The session ends in {result.FinalState}.";
}
