using System.Diagnostics;
using System.Globalization;

namespace CoroFsm.Durability.Kill;

/// <summary>One process of a campaign, from its start to its end. All of it runs on the thread that reads its lines.</summary>
internal sealed class Life : IDisposable
{
    private readonly Process process;
    private readonly Lines input;

    internal Life(string path, Kind kind, Plant plant)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(typeof(Life).Assembly.Location);
        foreach (var argument in (string[])["victim", path, kind.ToString(), "--plant", plant.ToString()])
            start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
        Errors = process.StandardError.ReadToEndAsync();
        input = new(process.StandardInput.BaseStream);
    }

    /// <summary>Gets what the process has written to standard error.</summary>
    internal Task<string> Errors { get; }

    /// <summary>Gets the exit code, after the end.</summary>
    internal int ExitCode => process.ExitCode;

    public void Dispose() => process.Dispose();

    /// <summary>Returns the lines until the process has ended. A line that was cut off by a kill is left out.</summary>
    internal IEnumerable<string[]> Read()
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (Lines.Split(line) is { } words)
                yield return words;
        }

        process.WaitForExit();
    }

    internal void Send(string key, int number) => Write(string.Create(CultureInfo.InvariantCulture, $"send {key} {number}"));

    internal void Return(string call, long receipt) => Write(string.Create(CultureInfo.InvariantCulture, $"receipt {call} {receipt}"));

    internal void Query(string key) => Write($"query {key}");

    internal void Stop() => Write("stop");

    /// <summary>Sends SIGKILL.</summary>
    internal void Kill() => process.Kill();

    private void Write(string words)
    {
        try
        {
            input.Write(words);
        }
        catch (IOException)
        {
            // The process is dead; its last lines are still to be read.
        }
    }
}
