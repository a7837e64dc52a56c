using System.Net.Sockets;

namespace Echo;

/// <summary>Turns the way a command ended into an exit code, and a line on standard error if something is wrong.</summary>
internal static class Outcome
{
    internal static async Task<int> OfAsync(Output output, Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (FaultException fault)
        {
            await output.Error.WriteLineAsync(fault.Message);
        }
        catch (SocketException error)
        {
            await output.Error.WriteLineAsync(FaultException.Of("The network failed", error).Message);
        }

        return ExitCode.Fault;
    }
}
