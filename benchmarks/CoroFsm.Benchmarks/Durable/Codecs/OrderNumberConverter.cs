using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CoroFsm.Benchmarks.Durable.Codecs;

/// <summary>Writes an event as its number in <see cref="Orders.Cycle"/>.</summary>
internal sealed class OrderNumberConverter : JsonConverter<OrderEvent>, IJsonTypeInfoResolver
{
    /// <summary>Returns a contract without the attributes of the type.</summary>
    public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options)
    {
        if (type != typeof(OrderEvent))
            return null;
        var contract = JsonMetadataServices.CreateValueInfo<OrderEvent>(options, this);
        contract.PolymorphismOptions = null;
        return contract;
    }

    public override OrderEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Orders.Cycle[reader.GetInt32()];

    public override void Write(Utf8JsonWriter writer, OrderEvent value, JsonSerializerOptions options)
    {
        var number = 0;
        while (!ReferenceEquals(Orders.Cycle[number], value))
            number++;
        writer.WriteNumberValue(number);
    }
}
