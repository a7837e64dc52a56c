using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Records;

/// <summary>Converts values to payloads and back: JSON, encrypted if the host has a protector.</summary>
internal sealed class Payloads
{
    private static readonly JsonWriterOptions WriterOptions = new() { SkipValidation = true };

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    [ThreadStatic]
    private static PayloadBuffer? plain;

    private readonly JsonSerializerOptions json;
    private readonly IPayloadProtector? protector;

    internal Payloads(JsonSerializerOptions json, IPayloadProtector? protector)
    {
        this.json = json;
        this.protector = protector;
    }

    /// <summary>Returns the contract of a type.</summary>
    /// <exception cref="NotSupportedException">The options know no such type.</exception>
    internal JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)json.GetTypeInfo(typeof(T));

    /// <summary>Returns the contract of a type that a converter of this library converts.</summary>
    internal JsonTypeInfo<T> TypeOf<T>(JsonConverter<T> converter) => JsonMetadataServices.CreateValueInfo<T>(json, converter);

    internal void Write<T>(MachineId id, T value, JsonTypeInfo<T> type, PayloadBuffer output)
    {
        if (protector is null)
        {
            WriteJson(value, type, output);
            return;
        }

        var buffer = plain ?? new();
        plain = null;       // the protector may write payloads of its own
        buffer.Clear();
        WriteJson(value, type, buffer);
        protector.Protect(id, buffer.Slice(0, buffer.Length), output);
        plain = buffer;
    }

    internal T? Read<T>(MachineId id, ReadOnlySpan<byte> payload, JsonTypeInfo<T> type)
    {
        if (protector is null)
            return JsonSerializer.Deserialize(payload, type);

        var buffer = plain ?? new();
        plain = null;
        buffer.Clear();
        protector.Unprotect(id, payload, buffer);
        var value = JsonSerializer.Deserialize(buffer.Slice(0, buffer.Length), type);
        plain = buffer;
        return value;
    }

    /// <summary>Returns a payload as text for people.</summary>
    internal string Show(MachineId id, ReadOnlySpan<byte> payload)
    {
        if (protector is null)
            return System.Text.Encoding.UTF8.GetString(payload);
        var buffer = new PayloadBuffer();
        protector.Unprotect(id, payload, buffer);
        return System.Text.Encoding.UTF8.GetString(buffer.Slice(0, buffer.Length));
    }

    private static void WriteJson<T>(T value, JsonTypeInfo<T> type, PayloadBuffer output)
    {
        var own = writer ?? new(output, WriterOptions);
        writer = null;      // a converter may serialize on its own
        own.Reset(output);
        JsonSerializer.Serialize(own, value, type);
        own.Flush();
        writer = own;
    }
}
