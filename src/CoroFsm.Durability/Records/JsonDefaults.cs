using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CoroFsm.Durability.Records;

/// <summary>Prepares options of JSON.</summary>
internal static class JsonDefaults
{
    /// <summary>Returns options that know the replies of this library, and have a resolver.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only where reflection is enabled.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only where reflection is enabled.")]
    internal static JsonSerializerOptions Prepare(JsonSerializerOptions? options)
    {
        var own = options is null
            ? new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull }
            : new JsonSerializerOptions(options);
        own.Converters.Add(new ReplyConverterFactory());
        if (own.TypeInfoResolver is null)
        {
            if (!JsonSerializer.IsReflectionEnabledByDefault)
            {
                throw new InvalidOperationException(
                    "JSON by reflection is disabled in this program. Set DurableOptions.Json with a source-generated TypeInfoResolver.");
            }

            own.TypeInfoResolver = new DefaultJsonTypeInfoResolver();
        }

        own.MakeReadOnly();
        return own;
    }
}
