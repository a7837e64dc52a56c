using System.Text.Json.Serialization;

namespace CoroFsm.Benchmarks.Ratios;

/// <summary>Writes results as JSON without reflection, for Native AOT.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<CaseResult>))]
internal sealed partial class CaseResultJson : JsonSerializerContext;
