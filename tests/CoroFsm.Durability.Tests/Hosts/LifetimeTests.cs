using System.Buffers;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>Passivation, limits, parking, observers, encryption.</summary>
public sealed class LifetimeTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly TestBed<TestEvent> bed = new();
    private readonly List<string> notes = [];

    [Fact]
    public void Passivation_Idle_RunsNoFinallyAndTheMachineContinues()
    {
        bed.Open(Notes, static options => options with { PassivateAfter = Minute });
        bed.Send(new Say("a"));
        bed.Advance(Minute * 2);
        Assert.Equal(0, bed.Host.ResidentCount);
        Assert.Empty(notes);
        bed.Send(new Say("b"));
        Assert.Equal("Notes/ab", bed.State);
        bed.Send(new Finish());
        Assert.Equal(["finally ab"], notes);
    }

    [Fact]
    public void Passivation_PendingEffect_MachineStays()
    {
        bed.Open(Works, static options => options with { PassivateAfter = Minute });
        bed.Send(new Say("a"));
        bed.Advance(Minute * 5);
        Assert.Equal(1, bed.Host.ResidentCount);

        static async Coroutine Works(Durable<TestEvent> machine)
        {
            await machine.Inbox.Receive();
            await machine.Call("work", static _ => new TaskCompletionSource<int>().Task);
        }
    }

    [Fact]
    public void MaxResident_OldMachineIsLoaded_IsNotEvictedBeforeItsUse()
    {
        bed.Open(Notes, static options => options with { MaxResident = 1 });
        for (var round = 0; round < 2; round++)
        {
            foreach (var key in (string[])["a", "b", "c"])
            {
                bed.Send(new Say(key), key: key);
                bed.Time.Advance(Minute);
                Assert.InRange(bed.Host.ResidentCount, 1, 2);
            }
        }

        Assert.Equal("Notes/aa", bed.Info("a")!.State);
        Assert.Empty(notes);
    }

    [Fact]
    public void Fault_PolicyPark_StoresNothingAndParks()
    {
        bed.Open(Notes);
        bed.Send(new Say("a"), "1");
        var fault = bed.Refuses<FormatException>(new Tick("!"), "2");
        Assert.Equal("Tick", fault.Message);
        Assert.Equal(["1 Started", "2 Event 1"], bed.Records());
        Assert.Equal(("Parked", "FormatException: Tick"), (bed.State, bed.Info()!.ParkedReason));
        Assert.Contains("FormatException: Tick", bed.Refuses<MachineParkedException>(new Say("b")).Message, StringComparison.Ordinal);
        Assert.True(bed.Send(new Say("a"), "1").IsDuplicate);
        bed.Crash();        // the next host tries it again: its code may be corrected
        bed.Send(new Say("b"));
        Assert.Equal("Notes/ab", bed.State);
    }

    [Fact]
    public void Fault_PolicyEnd_RecordsTheFault()
    {
        bed.Open(Notes, static options => options with { FaultPolicy = DurableFaultPolicy.End });
        bed.Send(new Say("a"));
        Assert.Equal("Tick", bed.Refuses<FormatException>(new Tick("!"), "2").Message);
        Assert.Equal(["1 Started", "2 Event", "3 Event 2", "4 Ended"], bed.Records());
        Assert.Equal(["finally a"], notes);
        bed.Crash();
        Assert.Equal("Ended", bed.State);
        Assert.True(bed.Send(new Tick("!"), "2").IsDuplicate);
    }

    [Fact]
    public void Fault_ParkingIsNotStoredYet_MachineIsNotLoadedAgain()
    {
        bed.Open(Notes, static options => options with { PassivateAfter = Minute });
        bed.Send(new Say("a"));
        var sent = bed.BeginSend(new Tick("!"));
        bed.PumpWithoutCommit();
        bed.Time.Advance(Minute * 2);
        bed.PumpWithoutCommit();
        Assert.Throws<FormatException>(() => bed.Wait(sent));
        bed.Refuses<MachineParkedException>(new Say("b"));
    }

    [Fact]
    public void Fault_HandlerThrows_TurnIsStoredAndTheSenderFails()
    {
        bed.Open(Handles);
        bed.Refuses<FormatException>(new Tick("x"), "1");
        Assert.Equal(["1 Started", "2 Event 1"], bed.Records());
        Assert.True(bed.Send(new Tick("x"), "1").IsDuplicate);
        bed.Crash();
        Assert.Equal("Handles", bed.State);

        static async Coroutine Handles(Durable<TestEvent> machine)
        {
            using var ticks = machine.Inbox.Handle<Tick>(static _ => throw new FormatException());
            await machine.Inbox.Receive<Say>();
        }
    }

    [Fact]
    public void Replay_UnknownTypeOfEvent_ParksAndNamesIt()
    {
        bed.Open(Notes);
        bed.Send(new Say("a"));
        bed.Send(new Say("b"));
        var index = MachineIndex.None;
        var records = bed.StoredRecords().ConvertAll(
            static record => record.Sequence == 3 ? record with { Payload = Rename(record) } : record);
        bed.Wait(bed.Begin(async () =>
        {
            await bed.Journal.ReplaceAsync(new("TestEvent", "m"), records, index);
            return 0;
        }));
        bed.Crash();
        var info = bed.Info()!;
        Assert.Equal("Parked", info.State);
        Assert.Contains("record 3 (Event)", info.ParkedReason, StringComparison.Ordinal);
        Assert.Contains("sax", info.ParkedReason, StringComparison.Ordinal);

        static byte[] Rename(StoredRecord record)
        {
            var bytes = record.Payload.ToArray();
            bytes.AsSpan()[bytes.AsSpan().IndexOf("say"u8)..][2] = (byte)'x';
            return bytes;
        }
    }

    [Fact]
    public void Observer_AtReplay_IsNotNotified()
    {
        var observer = new Observer(notes);
        bed.Open(Notes, options => options with { Machine = new() { Observer = observer } });
        bed.Send(new Say("a"));
        Assert.Equal(["started", "received", "changed"], notes.Distinct());
        notes.Clear();
        bed.Crash();
        Assert.NotNull(bed.Info());
        Assert.Empty(notes);
        bed.Send(new Say("b"));
        Assert.Contains("received", notes);
    }

    [Fact]
    public void Observer_ThrowsAtPassivation_HostContinues()
    {
        bed.Open(Notes, options => options with { PassivateAfter = Minute, Machine = new() { Observer = new Thrower() } });
        bed.Send(new Say("a"));
        bed.Advance(Minute * 2);
        bed.Send(new Say("b"));
        Assert.Equal("Notes/ab", bed.State);
    }

    [Fact]
    public void RandomAndNewGuid_AtReplay_AreTheSame()
    {
        bed.Open(Draws);
        bed.Send(new Other(), key: "a");
        bed.Send(new Other(), key: "b");
        bed.Send(new Other(), key: "a");
        var (a, b) = (bed.Info("a")!.State, bed.Info("b")!.State);
        Assert.NotEqual(a.Replace("/a", "", StringComparison.Ordinal), b);
        bed.Crash();
        Assert.Equal((a, b), (bed.Info("a")!.State, bed.Info("b")!.State));
        var parts = a.Split(' ');
        Assert.Equal(parts.Length, parts.Distinct().Count());

        static async Coroutine Draws(Durable<TestEvent> machine)
        {
            for (var name = "x"; ;)
            {
                name += $" {machine.Random.Next()} {machine.NewGuid()} {machine.NewGuid()} {machine.Random.Next()}";
                await machine.Inbox.Receive(name);
            }
        }
    }

    [Fact]
    public void IsReplaying_IsTrueForRecordedInputsOnly()
    {
        bed.Open(Observes);
        bed.Send(new Say("a"));
        bed.Crash();
        bed.Send(new Say("b"));
        Assert.Equal(["a False", "a True", "b False"], notes);

        async Coroutine Observes(Durable<TestEvent> machine)
        {
            while (await machine.Inbox.Receive<Say>() is { } say)
                notes.Add($"{say.Text} {machine.IsReplaying}");
        }
    }

    [Fact]
    public void Protector_PayloadsAreEncrypted()
    {
        bed.Open(Secret, static options => options with { Protector = new Xor() });
        Assert.True(bed.Call(static host => host.StartAsync("m", "top secret")));
        bed.Send(new Say("secret"));
        bed.Crash();
        Assert.Equal(["secret", "top secret"], bed.Messages.Select(static message => message.Split(": ")[1]));
        Assert.DoesNotContain(
            bed.StoredRecords().Select(static record => System.Text.Encoding.UTF8.GetString(record.Payload.Span)),
            static text => text.Contains("secret", StringComparison.Ordinal));
        bed.Send(new Other());
        Assert.Equal("Secret/Done", bed.State);

        static async Coroutine Secret(Durable<TestEvent> machine)
        {
            var said = await machine.Inbox.Receive<Say>();
            machine.Emit(await machine.Call("echo", _ => Task.FromResult(said.Text)));
            machine.Emit(machine.Argument<string>()!);
            await machine.Inbox.Receive<Other>();
            await machine.Inbox.Receive("Done");
        }
    }

    private async Coroutine Notes(Durable<TestEvent> machine)
    {
        var text = "";
        try
        {
            while (await machine.Inbox.Receive(text.Length == 0 ? "empty" : text) is not Finish)
            {
                if (machine.Inbox.Current is not Say say)
                    throw new FormatException(machine.Inbox.Current.GetType().Name);
                text += say.Text;
            }
        }
        finally
        {
            notes.Add($"finally {text}");
        }
    }

    private sealed class Observer(List<string> notes) : IMachineObserver
    {
        public void OnStarted(Machine machine) => notes.Add("started");

        public void OnReceived(Machine machine, object? @event) => notes.Add("received");

        public void OnStateChanged(Machine machine, string from, string to) => notes.Add("changed");
    }

    private sealed class Thrower : IMachineObserver
    {
        public void OnAbandoned(Machine machine) => throw new InvalidOperationException("broken");
    }

    private sealed class Xor : IPayloadProtector
    {
        public void Protect(MachineId id, ReadOnlySpan<byte> plain, IBufferWriter<byte> output) => Convert(plain, output);

        public void Unprotect(MachineId id, ReadOnlySpan<byte> payload, IBufferWriter<byte> output) => Convert(payload, output);

        private static void Convert(ReadOnlySpan<byte> from, IBufferWriter<byte> output)
        {
            var span = output.GetSpan(from.Length);
            for (var i = 0; i < from.Length; i++)
                span[i] = (byte)(from[i] ^ 0x5A);
            output.Advance(from.Length);
        }
    }
}
