using System.Buffers;
using System.Text.Json;
using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Durable.Contenders;

/// <summary>Writes the events as JSON, and nothing else: the part of <c>turn/json</c> that is not the host's.</summary>
internal sealed class CodecCase(string name, string baseline) : Case(name, baseline)
{
    private readonly ArrayBufferWriter<byte> output = new(1024);
    private readonly Utf8JsonWriter writer = new(Stream.Null, new() { SkipValidation = true });
    private long done;

    internal override long Run(int operations)
    {
        for (var left = operations; left > 0; left--)
        {
            output.ResetWrittenCount();
            writer.Reset(output);
            JsonSerializer.Serialize(writer, Orders.Cycle[done++ % Orders.Cycle.Length], OrderJson.Default.OrderEvent);
            writer.Flush();
        }

        return done;
    }
}
