using System.Runtime.InteropServices;

namespace Connection;

/// <summary>Something that has happened.</summary>
/// <param name="Signal">What.</param>
/// <param name="Payload">What a ping says.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Event(Signal Signal, int Payload = 0)
{
    /// <summary>The payload of a valid ping.</summary>
    internal const int Alive = 200;

    /// <summary>Every event that makes a difference.</summary>
    internal static readonly Event[] Alphabet =
    [
        new(Signal.Connect),
        new(Signal.Established),
        new(Signal.Ping, Alive),
        new(Signal.Ping, 404),
        new(Signal.Timeout),
        new(Signal.Disconnect),
    ];

    /// <summary>Draws events evenly from the alphabet.</summary>
    internal static Event[] Random(int count, int seed)
    {
#pragma warning disable CA5394 // Nothing here is a secret.
        return new Random(seed).GetItems(Alphabet, count);
#pragma warning restore CA5394
    }

    /// <summary>Shows the event as C#.</summary>
    public override string ToString() => Payload == 0 ? $"new(Signal.{Signal})" : $"new(Signal.{Signal}, {Payload})";
}
