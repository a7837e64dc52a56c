using System.Xml;

namespace SaxToBus;

/// <summary>Turns the way a command ended into an exit code, and a line on standard error if something is wrong.</summary>
internal static class Outcome
{
    /// <summary>Runs a command on another thread, so that the caller can wait for Ctrl-C.</summary>
    /// <param name="source">What the command reads, for messages.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="command">The command.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> OfAsync(string source, TextWriter error, Action command) => OfAsync(source, error, () =>
    {
        command();
        return ExitCode.Done;
    });

    /// <summary>Runs a command that decides its own exit code if nothing fails, on another thread.</summary>
    /// <inheritdoc cref="OfAsync(string, TextWriter, Action)"/>
    public static Task<int> OfAsync(string source, TextWriter error, Func<int> command) =>
        Task.Run(() => Of(source, error, command), CancellationToken.None);

    private static int Of(string source, TextWriter error, Func<int> command)
    {
        try
        {
            return command();
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
            return Fault(error, $"{source}({fault.LineNumber},{fault.LinePosition}): {MessageOf(fault)}");
        }
        catch (FaultException fault)
        {
            return Fault(error, fault.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Fault(error, $"{source}: {fault.Message}");
        }
    }

    private static int Fault(TextWriter error, string message)
    {
        error.WriteLine(Printable.Line(message));
        return ExitCode.Fault;
    }

    /// <summary>Gets the message of an <see cref="XmlException"/> for the user of the command.</summary>
    /// <returns>The message, without the position that .NET adds, and without advice to programmers.</returns>
    public static string MessageOf(XmlException fault)
    {
        var position = $" Line {fault.LineNumber}, position {fault.LinePosition}.";
        var message = fault.Message;
        return ParserAdvice.ForCommandLine(message.EndsWith(position, StringComparison.Ordinal) ? message[..^position.Length] : message);
    }
}
