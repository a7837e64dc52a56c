using System.Text.Json;

namespace SaxToBus;

/// <summary>Writes each change as a line of JSON.</summary>
internal sealed class ChangeLog(Stream stream) : IDisposable
{
    private readonly Utf8Writer output = new(stream);

    /// <summary>Opens a log in a file, behind what stands there.</summary>
    /// <exception cref="FaultException">The file cannot be written.</exception>
    public static ChangeLog AppendTo(string path)
    {
        try
        {
            return new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FaultException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Writes the changes of a round, and hands them over.</summary>
    public void Write(BoardRound round)
    {
        if (round.Changes.Length == 0)
            return;

        using var json = new Utf8JsonWriter(output);
        foreach (var change in round.Changes)
        {
            VehicleJson.Write(json, round.Time, change);
            json.Flush();
            output.Write((byte)'\n');
            json.Reset();
        }

        output.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
