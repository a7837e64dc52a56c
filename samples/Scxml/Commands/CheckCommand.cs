using CoroFsm.Scxml;
using CoroFsm.Scxml.EcmaScript;

namespace ScxmlSample;

/// <summary>Reports the faults of documents.</summary>
internal static class CheckCommand
{
    internal static async Task<int> RunAsync(IReadOnlyList<string> paths, bool allowSources, Terminal terminal)
    {
        EcmaScriptDataModel dataModel = new(new() { RejectSyntaxErrors = true });
        var worst = ExitCode.Done;
        foreach (var path in paths)
        {
            var exitCode = await Outcome.OfAsync(path, terminal, async () =>
            {
                try
                {
                    Documents.Load(path, allowSources, dataModel);
                    await terminal.Out.WriteLineAsync($"{path}: no faults");
                    return ExitCode.Done;
                }
                catch (InvalidScxmlException error)
                {
                    await Outcome.WriteFaultsAsync(path, terminal.Out, error);
                    return ExitCode.Failed;
                }
            });
            worst = Math.Max(worst, exitCode);
        }

        return worst;
    }
}
