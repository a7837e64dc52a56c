using System.Xml;

namespace SaxToBus;

/// <summary>Turns the way a command ended into an exit code, and a line on standard error if something is wrong.</summary>
internal static class Outcome
{
    /// <summary>Runs a command on another thread: this one is left to whoever waits for Ctrl-C.</summary>
    /// <param name="source">What the command reads, for messages.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="command">The command.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> OfAsync(string source, TextWriter error, Action command) =>
        Task.Run(() => Of(source, error, command), CancellationToken.None);

    private static int Of(string source, TextWriter error, Action command)
    {
        try
        {
            command();
            return ExitCode.Done;
        }
        catch (OutputClosedException)
        {
            return ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (XmlException fault)
        {
            return Fault(error, $"{source}({fault.LineNumber},{fault.LinePosition}): {WithoutPlace(fault)}");
        }
        catch (FaultException fault)
        {
            return Fault(error, fault.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Fault(error, $"{source}: {fault.Message}");
        }
    }

    private static int Fault(TextWriter error, string message)
    {
        error.WriteLine(Printable.Line(message));
        return ExitCode.Fault;
    }

    /// <summary>Takes off what .NET adds to the message of an <see cref="XmlException"/>.</summary>
    public static string WithoutPlace(XmlException fault)
    {
        var place = $" Line {fault.LineNumber}, position {fault.LinePosition}.";
        return fault.Message.EndsWith(place, StringComparison.Ordinal) ? fault.Message[..^place.Length] : fault.Message;
    }
}
