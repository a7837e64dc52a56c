using System.Runtime.InteropServices;
using CoroFsm.Scheduling;

namespace CoroFsm.Testing;

/// <summary>Represents one direction of a simulated connection: bytes in transit, and unread bytes that have arrived.</summary>
internal sealed class SimulatedPipe : ITimed
{
    private readonly SimulatedWire wire;
    private readonly string name;
    private readonly Action come;
    private readonly Queue<Segment> underWay = new();
    private byte[] ring = [];
    private int head;
    private int count;

    internal SimulatedPipe(SimulatedWire wire, string name)
    {
        this.wire = wire;
        this.name = name;
        come = OnDue;
    }

    public int HeapIndex { get; set; } = -1;

    internal SimulatedTransport Target { get; set; } = null!;

    /// <summary>Gets the number of unread bytes that have arrived.</summary>
    internal int Arrived { get; private set; }

    /// <summary>Gets a value indicating whether the end has arrived, after which nothing follows.</summary>
    internal bool HasEnded { get; private set; }

    private SimulatedNetwork Network => wire.Network;

    /// <summary>Lets arrive what is due.</summary>
    public void OnDue()
    {
        while (!wire.IsHeld && underWay.TryPeek(out var segment) && segment.Due <= Network.Scheduler.Now)
        {
            if (Network.Draw(Network.Options.DropProbability))
            {
                wire.IsSilent = true;
                Network.Note($"{name}: silent from here on");
            }
            else if (Network.Draw(Network.Options.ResetProbability))
            {
                wire.Break();
            }
            else
            {
                underWay.Dequeue();
                Arrive(segment);
            }
        }

        Wait();
    }

    /// <summary>Sends as many bytes as there is room for, split into segments.</summary>
    internal int Write(ReadOnlySpan<byte> bytes)
    {
        var length = Math.Min(bytes.Length, Network.Options.Window - count);
        Copy(bytes[..length]);
        for (var rest = length; rest > 0;)
        {
            var segment = Network.DrawSegment(rest);
            Put(SegmentKind.Bytes, segment);
            rest -= segment;
        }

        return length;
    }

    /// <summary>Sends a segment. It is delivered after those before it, even if they are late.</summary>
    internal void Put(SegmentKind kind, int length = 0)
    {
        if (wire.IsGone)
            return;
        underWay.Enqueue(new(kind, length, Network.Scheduler.DueIn(Network.DrawDelay())));
        if (underWay.Count == 1)
            Wait();
    }

    /// <summary>Reads bytes that have arrived.</summary>
    internal int Read(Span<byte> into)
    {
        var length = Math.Min(into.Length, Arrived);
        if (length == 0)
            return 0;
        var first = Math.Min(length, ring.Length - head);
        ring.AsSpan(head, first).CopyTo(into);
        ring.AsSpan(0, length - first).CopyTo(into[first..]);
        head = (head + length) % ring.Length;
        Arrived -= length;
        count -= length;
        wire.Other(Target).OnRoom();
        return length;
    }

    /// <summary>Discards the unread bytes that have arrived.</summary>
    internal void Discard()
    {
        Span<byte> discarded = stackalloc byte[512];
        while (Read(discarded) > 0)
        {
        }
    }

    /// <summary>Discards the bytes in transit.</summary>
    internal void Clear()
    {
        underWay.Clear();
        count = Arrived;
        Network.Scheduler.RemoveTimer(this);
    }

    /// <summary>Resumes the delivery of held segments.</summary>
    internal void Resume() => Wait();

    private void Wait()
    {
        if (wire.IsHeld || HeapIndex >= 0 || !underWay.TryPeek(out var next))
            return;
        if (next.Due <= Network.Scheduler.Now)
            Network.Scheduler.PostObject(come);
        else
            Network.Scheduler.AddTimer(this, next.Due);
    }

    private void Arrive(Segment segment)
    {
        Network.Note($"{name}: {(segment.Kind == SegmentKind.Bytes ? $"{segment.Length} bytes" : segment.Kind)}");
        if (Target.IsClosed)
            count -= segment.Length;
        else
            Arrived += segment.Length;
        HasEnded |= segment.Kind == SegmentKind.End;
        Target.OnArrival(segment.Kind);
    }

    private void Copy(ReadOnlySpan<byte> bytes)
    {
        if (count + bytes.Length > ring.Length)
            Grow(count + bytes.Length);
        var tail = (head + count) % Math.Max(1, ring.Length);
        var first = Math.Min(bytes.Length, ring.Length - tail);
        bytes[..first].CopyTo(ring.AsSpan(tail));
        bytes[first..].CopyTo(ring);
        count += bytes.Length;
    }

    private void Grow(int needed)
    {
        var larger = new byte[Math.Max(needed, Math.Min(ring.Length * 2, Network.Options.Window))];
        var first = Math.Min(count, ring.Length - head);
        ring.AsSpan(head, first).CopyTo(larger);
        ring.AsSpan(0, count - first).CopyTo(larger.AsSpan(first));
        ring = larger;
        head = 0;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Segment(SegmentKind Kind, int Length, long Due);
}

/// <summary>Specifies the kind of a segment.</summary>
internal enum SegmentKind
{
    Connect,
    Answer,
    Bytes,
    End,
    Reset,
}
