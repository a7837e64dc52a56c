namespace ScxmlSample;

/// <summary>Runs the W3C's conformance tests.</summary>
internal static class ConformCommand
{
    internal static Task<int> RunAsync(string directory, bool allowHttp, Terminal terminal, CancellationToken cancellationToken) =>
        Outcome.OfAsync(directory, terminal, async () =>
        {
            var suite = TestSuite.Read(directory);
            TestRunner runner = new();
            Dictionary<ConformanceTest, string?> failures = [];
            foreach (var test in suite.Tests.Where(test => allowHttp || !test.NeedsHttp))
            {
                cancellationToken.ThrowIfCancellationRequested();
                failures[test] = await runner.RunAsync(test);
            }

            foreach (var line in ResultTable.Lines(suite, failures))
                await terminal.Out.WriteLineAsync(line);
            return failures.Values.All(static failure => failure is null) ? ExitCode.Done : ExitCode.Failed;
        });
}
