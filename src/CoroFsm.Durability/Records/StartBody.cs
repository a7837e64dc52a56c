
namespace CoroFsm.Durability.Records;

/// <summary>
/// Represents the body of a record that starts a machine: the version of its code, the changes that it takes in its first turn, the
/// identifiers of messages that it has received before a restart, the events that were deferred then, and its argument.
/// </summary>
internal readonly record struct StartBody(
    int Version, List<string> Patches, List<(string Id, long Sequence)> Messages, List<byte[]> Deferred, byte[] Argument)
{
    /// <summary>A body with deferred events begins with this number, which is no version, and with them.</summary>
    private const int HasDeferred = 0;

    internal void Write(PayloadBuffer output)
    {
        if (Deferred.Count > 0)
        {
            Numbers.Write(output, HasDeferred);
            Numbers.Write(output, Deferred.Count);
            foreach (var @event in Deferred)
            {
                Numbers.Write(output, @event.Length);
                output.Write(@event);
            }
        }

        Numbers.Write(output, Version);
        Numbers.Write(output, Patches.Count);
        foreach (var patch in Patches)
            Numbers.Write(output, patch);
        Numbers.Write(output, Messages.Count);
        foreach (var (id, sequence) in Messages)
        {
            Numbers.Write(output, id);
            Numbers.Write(output, sequence);
        }

        output.Write(Argument);
    }

    /// <exception cref="FormatException">The body is truncated.</exception>
    internal static StartBody Read(ReadOnlySpan<byte> body)
    {
        List<byte[]> deferred = [];
        var version = checked((int)Numbers.Read(ref body));
        if (version == HasDeferred)
        {
            for (var left = Numbers.Read(ref body); left > 0; left--)
                deferred.Add(Numbers.ReadBytes(ref body).ToArray());
            version = checked((int)Numbers.Read(ref body));
        }

        List<string> patches = [];
        for (var left = Numbers.Read(ref body); left > 0; left--)
            patches.Add(Numbers.ReadText(ref body));
        List<(string, long)> messages = [];
        for (var left = Numbers.Read(ref body); left > 0; left--)
            messages.Add((Numbers.ReadText(ref body), Numbers.Read(ref body)));
        return new(version, patches, messages, deferred, body.ToArray());
    }
}
