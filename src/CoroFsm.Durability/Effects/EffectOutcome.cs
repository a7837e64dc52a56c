using CoroFsm.Durability.Records;

namespace CoroFsm.Durability.Effects;

/// <summary>Represents how an effect has ended: with a result that its effect can write, or with an error.</summary>
/// <param name="ErrorType">The full name of the type of the exception; null for a result.</param>
/// <param name="ErrorMessage">The message of the exception.</param>
internal readonly record struct EffectOutcome(string? ErrorType, string? ErrorMessage)
{
    /// <summary>The maximum length of a message that is stored.</summary>
    private const int MaxMessage = 2000;

    internal static EffectOutcome Succeeded => default;

    internal static EffectOutcome Failed(Exception error) => new(
        error.GetType().FullName ?? error.GetType().Name,
        error.Message.Length <= MaxMessage ? error.Message : error.Message[..MaxMessage]);

    /// <summary>Writes an identifier and the kind of the end; the result follows.</summary>
    internal void WriteHeader(EffectId id, PayloadBuffer output)
    {
        Numbers.Write(output, id.Sequence);
        Numbers.Write(output, id.Ordinal);
        Numbers.Write(output, ErrorType is null ? 0 : 1);
        if (ErrorType is null)
            return;
        Numbers.Write(output, ErrorType);
        Numbers.Write(output, ErrorMessage ?? "");
    }

    /// <summary>Reads what <see cref="WriteHeader"/> has written, and removes it from the payload.</summary>
    internal static EffectOutcome ReadHeader(ref ReadOnlySpan<byte> payload, out EffectId id)
    {
        id = new(Numbers.Read(ref payload), checked((int)Numbers.Read(ref payload)));
        return Numbers.Read(ref payload) == 0 ? default : new(Numbers.ReadText(ref payload), Numbers.ReadText(ref payload));
    }
}
