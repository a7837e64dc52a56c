using System.Text.Json.Serialization;

namespace CoroFsm.Tests.Pipelines;

internal sealed record Numbered(int Number, string Text);

[JsonSerializable(typeof(Numbered))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string))]
internal sealed partial class PipelineJson : JsonSerializerContext;
