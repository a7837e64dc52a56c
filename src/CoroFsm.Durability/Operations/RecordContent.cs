using System.Text;
using CoroFsm.Durability.Effects;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Records;

namespace CoroFsm.Durability.Operations;

/// <summary>Represents the parts of a record's payload, for people and for export.</summary>
internal sealed class RecordContent
{
    /// <summary>Gets the value: an event, a result or an argument, as JSON or encrypted; of a record that was left out, its kind and
    /// payload.</summary>
    internal byte[] Data { get; init; } = [];

    /// <summary>Gets what a start says beside its argument.</summary>
    internal StartBody? Start { get; init; }

    /// <summary>Gets the identifier of the effect whose result this is.</summary>
    internal EffectId? Effect { get; init; }

    /// <summary>Gets the name of a change of the code.</summary>
    internal string? Patch { get; init; }

    /// <summary>Gets how an effect or a machine has failed; null if it has not.</summary>
    internal (string Type, string Message)? Error { get; init; }

    /// <summary>Gets the state path after the turn; null if it has not changed, or the record is not the last of its turn.</summary>
    internal string? State { get; init; }

    internal IReadOnlyList<string> Requests { get; init; } = [];

    /// <summary>Reads a payload.</summary>
    /// <exception cref="FormatException">The payload is damaged.</exception>
    internal static RecordContent Read(RecordKind kind, ReadOnlySpan<byte> payload)
    {
        var (state, requests) = RecordNote.Read(payload);
        var body = payload[..RecordNote.BodyLength(payload)];
        switch (kind)
        {
            case RecordKind.Started or RecordKind.Checkpoint:
                var start = StartBody.Read(body);
                return new() { Start = start, Data = start.Argument, State = state, Requests = requests };
            case RecordKind.Result:
                var outcome = EffectOutcome.ReadHeader(ref body, out var id);
                return new() { Effect = id, Data = body.ToArray(), Error = ErrorOf(outcome), State = state, Requests = requests };
            case RecordKind.Patch:
                return new() { Patch = Numbers.ReadText(ref body), Data = body.ToArray(), State = state, Requests = requests };
            case RecordKind.Ended:
                var end = EndBody.Read(body);
                return new()
                {
                    Error = end.ErrorType.Length == 0 ? null : (end.ErrorType, end.ErrorMessage),
                    State = state,
                    Requests = requests,
                };
            default:
                return new() { Data = body.ToArray(), State = state, Requests = requests };
        }
    }

    /// <summary>Writes the payload.</summary>
    internal void Write(RecordKind kind, PayloadBuffer output)
    {
        switch (kind)
        {
            case RecordKind.Started or RecordKind.Checkpoint:
                (Start!.Value with { Argument = Data }).Write(output);
                break;
            case RecordKind.Result:
                new EffectOutcome(Error?.Type, Error?.Message).WriteHeader(Effect!.Value, output);
                output.Write(Data);
                break;
            case RecordKind.Patch:
                Numbers.Write(output, Patch!);
                output.Write(Data);
                break;
            case RecordKind.Ended:
                new EndBody(Error?.Type ?? "", Error?.Message ?? "").Write(output);
                break;
            default:
                output.Write(Data);
                break;
        }

        if (State is null && Requests.Count == 0)
            RecordNote.WriteNone(output);
        else
            RecordNote.Write(output, State is null ? default : Encoding.UTF8.GetBytes(State), [.. Requests]);
    }

    private static (string Type, string Message)? ErrorOf(EffectOutcome outcome) =>
        outcome.ErrorType is { } type ? (type, outcome.ErrorMessage ?? "") : null;
}
