using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace CoroFsm.Pipelines;

/// <summary>Represents a child process: starts it, monitors it, and ends it.</summary>
internal sealed class Child : IDisposable
{
    private const int TailLength = 4 << 10;

    private readonly ProcessStageOptions options;
    private readonly Process process;
    private readonly string program;
    private readonly CancellationTokenSource gone = new();
    private readonly Task standardError;
    private readonly Lock gate = new();
    private readonly byte[] tail = new byte[TailLength];
    private int tailLength;
    private ITimer? killer;
    private bool isOver;

    internal Child(ProcessStartInfo start, ProcessStageOptions options)
    {
        this.options = options;
        program = start.FileName;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            throw new ChildProcessException(
                $"Cannot start '{program}'. {error.Message.TrimEnd('.')}. Specify the path of a program, or one that is in PATH.",
                error);
        }

        ProcessId = process.Id;
        standardError = KeepTailAsync(process.StandardError.BaseStream);
    }

    internal int ProcessId { get; }

    /// <summary>Gets a token that is cancelled when the process has ended.</summary>
    internal CancellationToken Gone => gone.Token;

    internal Stream Input => process.StandardInput.BaseStream;

    internal Stream Output => process.StandardOutput.BaseStream;

    internal bool IsKilled { get; private set; }

    /// <summary>Gives the process time to end by itself, then kills it and its descendants.</summary>
    internal void EndSoon()
    {
        lock (gate)
        {
            if (isOver || killer is not null || options.ExitTimeout == Timeout.InfiniteTimeSpan)
                return;
            killer = options.TimeProvider.CreateTimer(
                static child => ((Child)child!).Kill(), this, options.ExitTimeout, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Waits until the process has ended, and discards its remaining output.</summary>
    internal int WaitForExit(bool drain)
    {
        var drained = drain ? DrainAsync() : Task.CompletedTask;
        process.WaitForExit();
        lock (gate)
            isOver = true;
        killer?.Dispose();

        // Its output is in the pipe. Only its descendants can still write, and only a failure is worth waiting for them.
        if (process.ExitCode != 0 && !IsKilled)
            Task.WaitAny(standardError.WaitAsync(options.ExitTimeout, options.TimeProvider));
        gone.Cancel();
        Task.WaitAll(drained, standardError);
        return process.ExitCode;
    }

    internal ChildProcessException Failed(string how, int exitCode)
    {
        var output = Encoding.UTF8.GetString(tail, 0, tailLength).Trim();
        var detail = output.Length == 0 ? "It wrote nothing to its standard error." : $"Its standard error ends with: {output}";
        return new($"'{program}' {how} (exit code {exitCode}). {detail}")
        {
            ExitCode = exitCode,
            StandardError = output,
        };
    }

    public void Dispose()
    {
        process.StandardOutput.Dispose();
        process.StandardError.Dispose();
        process.Dispose();
        gone.Dispose();
    }

    private void Kill()
    {
        lock (gate)
        {
            if (isOver)
                return;
            IsKilled = true;
            try
            {
                process.Kill(entireProcessTree: true);
            }
            catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
            {
                // It has ended meanwhile, or a descendant has, or may not be killed.
            }
        }
    }

    private async Task DrainAsync()
    {
        var buffer = new byte[TailLength];
        try
        {
            while (await Output.ReadAsync(buffer, Gone).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The output is not needed.
        }
    }

    private async Task KeepTailAsync(Stream stream)
    {
        var buffer = new byte[TailLength];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, Gone).ConfigureAwait(false)) > 0)
            {
                var kept = Math.Min(tailLength, TailLength - read);
                tail.AsSpan(tailLength - kept, kept).CopyTo(tail);
                buffer.AsSpan(0, read).CopyTo(tail.AsSpan(kept));
                tailLength = kept + read;
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The output so far is kept.
        }
    }
}
