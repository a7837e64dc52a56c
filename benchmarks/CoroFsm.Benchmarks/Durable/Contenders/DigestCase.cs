using System.IO.Hashing;
using System.Runtime.InteropServices;
using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Durable.Contenders;

/// <summary>Sends events to a machine, with or without the digest that a host computes after each.</summary>
internal sealed class DigestCase : Case
{
    private readonly Machine<int> machine = new(new() { Type = "Digest" });
    private readonly bool computes;
    private ulong digest;
    private long done;

    internal DigestCase(string name, string? baseline, Func<Inbox<int>, Coroutine> coroutine)
        : base(name, baseline)
    {
        computes = baseline is not null;
        IsSurcharge = computes;
        machine.Start(coroutine);
    }

    /// <summary>Waits in one state, so that its hash is computed once.</summary>
    internal static async Coroutine Stay(Inbox<int> inbox)
    {
        while (true)
            await inbox.Receive();
    }

    /// <summary>Changes the state, two coroutines deep, at each event.</summary>
    internal static async Coroutine Change(Inbox<int> inbox)
    {
        while (true)
        {
            await ReceiveOne(inbox);
            await ReceiveOther(inbox);
        }
    }

    internal override long Run(int operations)
    {
        for (var left = operations; left > 0; left--)
        {
            machine.Send(1);
            if (computes)
                Update();
        }

        done += operations;
        return digest == 1 ? 0 : done;
    }

    private static async Coroutine ReceiveOne(Inbox<int> inbox) => await inbox.Receive();

    private static async Coroutine ReceiveOther(Inbox<int> inbox) => await inbox.Receive();

    private void Update()
    {
        ReadOnlySpan<ulong> parts = [machine.StateHash, machine.HashTimers(), 0];
        digest = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(parts), unchecked((long)digest));
    }
}
