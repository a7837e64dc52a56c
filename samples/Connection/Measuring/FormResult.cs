using System.Text.Json.Serialization;

namespace Connection;

/// <summary>What a form costs.</summary>
/// <param name="Form">Its name.</param>
/// <param name="Lines">Its lines of code.</param>
/// <param name="Ns">The median time of one event, in nanoseconds.</param>
/// <param name="Bytes">What one event allocates.</param>
/// <param name="Ratio">The median of the ratios to the switch, each within one round.</param>
internal sealed record FormResult(string Form, int Lines, double Ns, double Bytes, double Ratio);

/// <summary>Writes results as JSON without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<FormResult>))]
internal sealed partial class FormResultJson : JsonSerializerContext;
