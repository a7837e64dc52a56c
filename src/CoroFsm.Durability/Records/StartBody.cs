
namespace CoroFsm.Durability.Records;

/// <summary>
/// Represents the body of a record that starts a machine: the version of its code, the changes that it takes in its first turn, the
/// identifiers of messages that it has received before a restart, and its argument.
/// </summary>
internal readonly record struct StartBody(int Version, List<string> Patches, List<(string Id, long Sequence)> Messages, byte[] Argument)
{
    internal void Write(PayloadBuffer output)
    {
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

        Argument.CopyTo(output.GetSpan(Argument.Length));
        output.Advance(Argument.Length);
    }

    /// <exception cref="FormatException">The body is truncated.</exception>
    internal static StartBody Read(ReadOnlySpan<byte> body)
    {
        var version = checked((int)Numbers.Read(ref body));
        List<string> patches = [];
        for (var left = Numbers.Read(ref body); left > 0; left--)
            patches.Add(Numbers.ReadText(ref body));
        List<(string, long)> messages = [];
        for (var left = Numbers.Read(ref body); left > 0; left--)
            messages.Add((Numbers.ReadText(ref body), Numbers.Read(ref body)));
        return new(version, patches, messages, body.ToArray());
    }
}
