using CoroFsm.Testing;

namespace Connection;

/// <summary>A form of the connection, with its name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Start">Makes one that acts on a line.</param>
/// <param name="Source">The name of its source file, without its end.</param>
internal sealed record NamedForm(string Name, Func<Line, ConnectionForm> Start, string Source)
{
    /// <summary>Starts one to be explored: its state, and what it tells its line.</summary>
    internal ExploredMachine<Event> Explore()
    {
        List<string> trace = [];
        return ExploredMachine.Of(Start(new(trace)), static (ConnectionForm form, Event e) => form.Send(e), static form => form.State)
            .WithStateNames(static path => path[(path.LastIndexOf('/') + 1)..])
            .WithOutputs(trace);
    }

    /// <summary>Gets what it tells its line when it is sent some events.</summary>
    internal IReadOnlyList<string> Trace(ReadOnlySpan<Event> events)
    {
        List<string> trace = [];
        var form = Start(new(trace));
        using (form as IDisposable)
            form.Run(events);
        return trace;
    }

    /// <summary>Counts the lines of its source file that are neither blank nor only a comment.</summary>
    internal int CountLines()
    {
        using var source = typeof(NamedForm).Assembly.GetManifestResourceStream($"{Source}.cs")
            ?? throw new InvalidOperationException($"{Source}.cs is not embedded.");
        using var reader = new StreamReader(source);
        return SourceLines.Count(reader.ReadToEnd());
    }
}
