using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoroFsm.Durability.Charts;

/// <summary>Converts the result of work that has none.</summary>
internal sealed class VoidConverter : JsonConverter<VoidResult>
{
    public override VoidResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => default;

    public override void Write(Utf8JsonWriter writer, VoidResult value, JsonSerializerOptions options) => writer.WriteBooleanValue(true);
}
