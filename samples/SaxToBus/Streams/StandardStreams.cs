using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SaxToBus;

/// <summary>What a process is connected to; tests connect commands to something else.</summary>
internal sealed record StandardStreams
{
    /// <summary>Gets how standard input is opened.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Gets how standard output is opened; once for a run, and never closed.</summary>
    public required Func<Stream> OpenOutput { get; init; }

    /// <summary>Gets standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Gets a value indicating whether standard output is a terminal.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Gets a value indicating whether standard error is a terminal.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets the streams of this process.</summary>
    public static StandardStreams OfProcess()
    {
        var streams = new StandardStreams
        {
            OpenInput = Console.OpenStandardInput,
            OpenOutput = OpenStandardOutput,
            Error = Console.Error,
            IsOutputTerminal = !Console.IsOutputRedirected,
            IsErrorTerminal = !Console.IsErrorRedirected,
        };

        // A Windows terminal has a code page; elsewhere UTF-8 is what a terminal expects.
        if (OperatingSystem.IsWindows() && (streams.IsOutputTerminal || streams.IsErrorTerminal))
        {
            Console.OutputEncoding = Encoding.UTF8;
            streams = streams with { Error = Console.Error };
        }

        return streams;
    }

    private static Stream OpenStandardOutput()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();

        // Unlike the console's stream, this one says when the reader has closed the pipe. The position in a file is better left to the
        // system.
        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }
}
