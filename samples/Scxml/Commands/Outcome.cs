using CoroFsm.Scxml;

namespace ScxmlSample;

/// <summary>Turns the way a command ended into an exit code, and lines on standard error if something is wrong.</summary>
internal static class Outcome
{
    internal static async Task<int> OfAsync(string source, Terminal terminal, Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (InvalidScxmlException error)
        {
            await WriteFaultsAsync(source, terminal.Error, error);
            return ExitCode.Failed;
        }
        catch (ScxmlException error)
        {
            await terminal.Error.WriteLineAsync($"{source}: {error.Message}");
            return ExitCode.Failed;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            await terminal.Error.WriteLineAsync($"{source}: {error.Message}");
            return ExitCode.Fault;
        }
    }

    /// <summary>Writes a line for each fault, in the form that editors and build tools recognize.</summary>
    internal static async Task WriteFaultsAsync(string source, TextWriter writer, InvalidScxmlException error)
    {
        foreach (var fault in error.Faults)
            await writer.WriteLineAsync($"{source}{fault}");
    }
}
