using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CoroFsm.Statecharts;

namespace CoroFsm.Durability.Charts;

/// <summary>Converts stored charts to JSON and back, so that only the types of states and contexts need a contract.</summary>
/// <remarks>States that are enumerations are stored by their names, so that new ones may be inserted.</remarks>
internal sealed class StoredChartConverter<TState, TContext> : JsonConverter<StoredChart<TState, TContext>>
    where TState : notnull
    where TContext : class
{
    public override StoredChart<TState, TContext> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        List<TState> states = [];
        List<RecordedHistory<TState>> histories = [];
        List<StoredTimer<TState>> timers = [];
        TContext? context = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "states":
                    states = ReadStates(ref reader, options);
                    break;
                case "histories":
                    while (Next(ref reader) != JsonTokenType.EndArray)
                        histories.Add(ReadHistory(ref reader, options));
                    break;
                case "timers":
                    while (Next(ref reader) != JsonTokenType.EndArray)
                        timers.Add(ReadTimer(ref reader, options));
                    break;
                case "context":
                    context = JsonSerializer.Deserialize(ref reader, TypeOf<TContext>(options));
                    break;
                default:
                    throw new JsonException($"The snapshot of a chart has no property '{name}'. Restart the machine with a snapshot.");
            }
        }

        return new(states, histories, timers, context);
    }

    public override void Write(Utf8JsonWriter writer, StoredChart<TState, TContext> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        WriteStates(writer, "states", value.States, options);
        writer.WriteStartArray("histories");
        foreach (var history in value.Histories)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("history");
            WriteState(writer, history.History, options);
            WriteStates(writer, "states", history.States, options);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("timers");
        foreach (var timer in value.Timers)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("state");
            WriteState(writer, timer.State, options);
            writer.WriteNumber("number", timer.Number);
            writer.WriteString("due", timer.Due);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (value.Context is { } context)
        {
            writer.WritePropertyName("context");
            JsonSerializer.Serialize(writer, context, TypeOf<TContext>(options));
        }

        writer.WriteEndObject();
    }

    private static RecordedHistory<TState> ReadHistory(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        TState? history = default;
        List<TState> states = [];
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            var isHistory = reader.ValueTextEquals("history");
            reader.Read();
            if (isHistory)
                history = ReadState(ref reader, options);
            else
                states = ReadStates(ref reader, options);
        }

        return new(history!, states);
    }

    private static StoredTimer<TState> ReadTimer(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        TState? state = default;
        var number = 0;
        DateTimeOffset due = default;
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name == "state")
                state = ReadState(ref reader, options);
            else if (name == "number")
                number = reader.GetInt32();
            else
                due = reader.GetDateTimeOffset();
        }

        return new(state!, number, due);
    }

    private static List<TState> ReadStates(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        List<TState> states = [];
        while (Next(ref reader) != JsonTokenType.EndArray)
            states.Add(ReadState(ref reader, options));
        return states;
    }

    private static TState ReadState(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        if (!typeof(TState).IsEnum)
            return JsonSerializer.Deserialize(ref reader, TypeOf<TState>(options))!;
        var name = reader.GetString();
        return Enum.TryParse(typeof(TState), name, out var state) ? (TState)state : throw new JsonException(
            $"The snapshot contains the state {name}, which {typeof(TState).Name} does not have. Add it to the chart again.");
    }

    private static void WriteStates(Utf8JsonWriter writer, string name, IEnumerable<TState> states, JsonSerializerOptions options)
    {
        writer.WriteStartArray(name);
        foreach (var state in states)
            WriteState(writer, state, options);
        writer.WriteEndArray();
    }

    private static void WriteState(Utf8JsonWriter writer, TState state, JsonSerializerOptions options)
    {
        if (typeof(TState).IsEnum)
            writer.WriteStringValue(state.ToString());
        else
            JsonSerializer.Serialize(writer, state, TypeOf<TState>(options));
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader) => reader.Read() ? reader.TokenType : throw new JsonException();

    private static JsonTypeInfo<T> TypeOf<T>(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
