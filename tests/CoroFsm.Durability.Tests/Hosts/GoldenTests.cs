using System.Runtime.CompilerServices;
using System.Text.Json;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>Journals that an earlier version of this library has written are replayed by this one.</summary>
/// <remarks>
/// The files are records as JSON lines. They are not written again when the code changes: a journal that cannot be replayed any more is a
/// fault. With the variable DURABILITY_GOLDEN, the tests write the files that are missing.
/// </remarks>
public sealed class GoldenTests
{
    private readonly TestBed<TestEvent> bed = new();

    public static TheoryData<string, string> Files => new()
    {
        { "v1-running", "Life/Shipping 7 System.FormatException True" },
        { "v1-restarted", "Life/second life/1" },
        { "v1-repaired", "Life/second life/0" },
        { "v1-ended", "Ended" },
        { "v1-faulted", "Ended" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_JournalOfVersion1_IsReplayed(string file, string state)
    {
        if (Environment.GetEnvironmentVariable("DURABILITY_GOLDEN") is not null)
            WriteIfMissing(file);
        var records = Read(file);
        bed.Open(Life, static options => options with { FaultPolicy = DurableFaultPolicy.End });
        bed.Wait(bed.Begin(async () =>
        {
            await bed.Journal.ReplaceAsync(new("TestEvent", "m"), records, MachineIndex.None);
            return 0;
        }));
        var info = bed.Info()!;
        Assert.Null(info.ParkedReason);
        Assert.Equal((state, records[^1].Sequence), (info.State, info.Sequence));
        foreach (var record in records.Where(static record => record.MessageId is not null))
            Assert.Equal(new SendReceipt(record.Sequence, IsDuplicate: true), bed.Send(new Finish(), record.MessageId));
    }

    [Fact]
    public void Files_ContainEveryKindOfRecord()
    {
        var kinds = Files.SelectMany(static row => Read(row.Data.Item1)).Select(static record => record.Kind);
        Assert.Equal(Enum.GetValues<RecordKind>(), kinds.Distinct().Order());
    }

    private static async Coroutine Life(Durable<TestEvent> machine)
    {
        if (machine.Argument<string>() is { } name)
        {
            for (var i = 0; ; i++)
                await machine.Inbox.Receive($"{name}/{i}");
        }

        var said = await machine.Inbox.Receive<Say>("Waiting");
        if (said.Text == "restart")
        {
            machine.Restart("second life");
            return;
        }

        if (said.Text == "fault")
            throw new FormatException("fault");
        var isPatched = machine.Has("patch");
        machine.Emit("first");
        machine.SendTo("other", new Other(machine.Random.Next(100)));
        machine.Inbox.SetTimer("t", TimeSpan.FromHours(1), new Tick("t"));
        await machine.Inbox.Receive<Tick>("Timed");
        var seven = await machine.Call("seven", static _ => Task.FromResult(7));
        var failure = "";
        try
        {
            await machine.Call("fails", static _ => Task.FromException<int>(new FormatException("bad")));
        }
        catch (EffectFailedException error)
        {
            failure = error.ErrorType;
        }

        await machine.Inbox.Receive(TimeSpan.FromDays(14), $"Shipping {seven} {failure} {isPatched}");
    }

    private static List<StoredRecord> Read(string file)
    {
        using var stream = typeof(GoldenTests).Assembly.GetManifestResourceStream(file + ".jsonl");
        if (stream is null)
            return JsonSerializer.Deserialize<List<StoredRecord>>("[" + string.Join(",", File.ReadAllLines(PathOf(file))) + "]")!;
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(static line => JsonSerializer.Deserialize<StoredRecord>(line)!)];
    }

    private static void WriteIfMissing(string file)
    {
        if (File.Exists(PathOf(file)))
            return;
        var own = new TestBed<TestEvent>().Open(Life, static options => options with { FaultPolicy = DurableFaultPolicy.End });
        switch (file)
        {
            case "v1-restarted" or "v1-repaired":
                own.Send(new Say("restart"), "again");
                var more = own.Send(new Other(), "more");
                if (file == "v1-repaired")
                    own.Call(host => host.SkipAsync("m", more.Sequence));
                break;
            case "v1-faulted":
                own.Refuses<FormatException>(new Say("fault"), "fault");
                break;
            default:
                own.Send(new Say("go"), "first");
                own.Advance(TimeSpan.FromHours(2));
                if (file == "v1-ended")
                    own.Send(new Other(), "last");
                break;
        }

        own.Pump();
        File.WriteAllLines(PathOf(file), own.StoredRecords().Select(static record => JsonSerializer.Serialize(record)));
    }

    private static string PathOf(string file, [CallerFilePath] string source = "") =>
        Path.Combine(Path.GetDirectoryName(source)!, "Golden", file + ".jsonl");
}
