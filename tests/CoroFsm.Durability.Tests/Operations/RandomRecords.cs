using System.Text;
using CoroFsm.Durability.Effects;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Records;

namespace CoroFsm.Durability.Tests.Operations;

/// <summary>Creates records of all kinds, well-formed and damaged.</summary>
internal static class RandomRecords
{
    private static readonly string[] Values =
    [
        "{}", """{"a":[1,2.50,1e5,"\u00e9","é"]}""", "\"\"", "7", "null", " {} ", "{\n}", "{\"a\":1", "\0", "not JSON", "", "\u2028",
        "\"\u2028\"",
    ];

    internal static List<StoredRecord> Create(Random random)
    {
        List<StoredRecord> records = [];
        var first = random.NextInt64(1, 100);
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            var kind = random.Next(12) == 0 ? (RecordKind)random.Next(9, 256) : (RecordKind)random.Next(1, 9);
            var digest = random.Next(3) == 0 ? 0 : (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            var messageId = random.Next(2) == 0 ? null : TextOf(random);
            var time = random.NextInt64(DateTime.MaxValue.Ticks);
            records.Add(new(first + records.Count, kind, time, digest, messageId, PayloadOf(random, kind)));
        }

        return records;
    }

    internal static string TextOf(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(6); i > 0; i--)
            text.Append(random.Next(4) == 0 ? char.ConvertFromUtf32(random.Next(0x10000, 0x10FFFF)) : (char)random.Next(0, 0xD800));
        return text.ToString();
    }

    private static byte[] PayloadOf(Random random, RecordKind kind)
    {
        var payload = new PayloadBuffer();
        if (random.Next(4) == 0)
        {
            random.NextBytes(payload.GetSpan(40)[..40]);
            payload.Advance(random.Next(40));
            return payload.Slice(0, payload.Length).ToArray();
        }

        WriteBody(random, kind, payload);
        if (random.Next(2) == 0)
            RecordNote.WriteNone(payload);
        else
            RecordNote.Write(payload, Encoding.UTF8.GetBytes(random.Next(2) == 0 ? "" : TextOf(random)), TextsOf(random));
        return payload.Slice(0, payload.Length).ToArray();
    }

    private static void WriteBody(Random random, RecordKind kind, PayloadBuffer payload)
    {
        switch (kind)
        {
            case RecordKind.Started or RecordKind.Checkpoint:
                var (version, message) = (random.Next(1, 9), (TextOf(random), random.Next(9)));
                new StartBody(version, TextsOf(random), [message], [ValueOf(random)], ValueOf(random)).Write(payload);
                break;
            case RecordKind.Result when random.Next(2) == 0:
                new EffectOutcome(TextOf(random), TextOf(random)).WriteHeader(new(random.Next(), random.Next()), payload);
                break;
            case RecordKind.Result:
                EffectOutcome.Succeeded.WriteHeader(new(random.Next(), random.Next()), payload);
                payload.Write(ValueOf(random));
                break;
            case RecordKind.Patch:
                Numbers.Write(payload, TextOf(random));
                break;
            case RecordKind.Ended:
                new EndBody(TextOf(random), TextOf(random)).Write(payload);
                break;
            default:
                payload.Write(ValueOf(random));
                break;
        }
    }

    private static byte[] ValueOf(Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(Values[random.Next(Values.Length)]);
        return random.Next(5) == 0 ? [.. bytes, 0xFF] : bytes;
    }

    private static List<string> TextsOf(Random random) => [.. Enumerable.Range(0, random.Next(3)).Select(_ => TextOf(random))];
}
