using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoroFsm.Durability.Records;

/// <summary>Stores no replies: at replay there is no caller, so an event is read with a reply that has no effect.</summary>
internal sealed class ReplyConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(ReplyTo<>);

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The converter needs no code for its type parameter.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "ReplyTo has no requirements for its type parameter.")]
    [UnconditionalSuppressMessage("Trimming", "IL2071", Justification = "ReplyTo has no requirements for its type parameter.")]
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(ReplyConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()[0]))!;

    private sealed class ReplyConverter<TReply> : JsonConverter<ReplyTo<TReply>>
    {
        public override bool HandleNull => true;

        public override ReplyTo<TReply> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Skip();
            return new();
        }

        public override void Write(Utf8JsonWriter writer, ReplyTo<TReply> value, JsonSerializerOptions options) => writer.WriteNullValue();
    }
}
