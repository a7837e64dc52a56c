using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Records;

namespace CoroFsm.Durability;

/// <summary>Represents a message that a machine has emitted. It is delivered at least once, in the order of its machine.</summary>
public sealed class DurableMessage
{
    private readonly Payloads payloads;
    private readonly StoredMessage stored;

    internal DurableMessage(StoredMessage stored, Payloads payloads) => (this.stored, this.payloads) = (stored, payloads);

    /// <summary>Gets the identifier, the same at each delivery: use it to recognize duplicates.</summary>
    public string Id => $"{stored.Sender}/{stored.Sequence}/{stored.Ordinal}";

    /// <summary>Gets the key of the machine.</summary>
    public string Key => stored.Sender.Key;

    /// <summary>Gets the name of the type of the content.</summary>
    public string Type => stored.Type;

    /// <summary>Reads the content.</summary>
    /// <typeparam name="TMessage">The type with which it was emitted.</typeparam>
    /// <returns>The content.</returns>
    /// <exception cref="InvalidOperationException">It was emitted with another type.</exception>
    public TMessage Read<TMessage>() => NameOf(typeof(TMessage)) == Type
        ? payloads.Read(stored.Sender, stored.Payload.Span, payloads.TypeOf<TMessage>())!
        : throw new InvalidOperationException(
            $"Message {Id} is of type {Type}, not {NameOf(typeof(TMessage))}. Test {nameof(Type)} first.");

    /// <summary>Returns the name under which messages of a type are stored.</summary>
    internal static string NameOf(Type type) => type.Name;
}
