using System.Text.Json.Serialization;

namespace Rival.Akka;

/// <summary>Represents the event that both sides store.</summary>
internal sealed record Add(string Sku, int Quantity, long Cents);

/// <summary>The JSON of the event, without reflection.</summary>
[JsonSerializable(typeof(Add))]
internal sealed partial class AddJson : JsonSerializerContext;
