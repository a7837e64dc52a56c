using System.Net.Sockets;
using CoroFsm.Networking;
using CoroFsm.Scheduling;

namespace CoroFsm.Testing;

/// <content>
/// Closing, as a socket is closed: what was being sent is sent, then the output ends, and what arrives is discarded until the other side
/// ends its output or the time for that is over. Bytes that arrive later reset the other side.
/// </content>
internal sealed partial class SimulatedTransport : ITimed
{
    /// <summary>The bytes that were being sent when this side was closed.</summary>
    private ReadOnlyMemory<byte> rest;
    private bool isLingering;

    public int HeapIndex { get; set; } = -1;

    /// <summary>Gets a value indicating whether this side has been closed; what it has sent may still be in transit.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>Called when the time for the closing is over.</summary>
    public void OnDue()
    {
        isLingering = false;
        if (rest.IsEmpty)
            return;
        rest = default;
        Put(SegmentKind.Reset);
    }

    internal override void Close(TimeSpan linger) => OnThread(wire.Network.Scheduler, () => CloseInside(linger));

    /// <summary>Closes this side and resets the other one.</summary>
    internal void Abort()
    {
        if (IsClosed)
            return;
        Put(SegmentKind.Reset);
        Leave();
    }

    /// <summary>Closes this side without sending a segment.</summary>
    internal void Leave()
    {
        IsClosed = true;
        receiver?.End(NetworkOperation.Closed(nameof(Connection)));
        sender?.End(NetworkOperation.Closed(nameof(Connection)));
        receiver = null;
        sender = null;
        wire.EndIfClosed();
    }

    /// <summary>Ends the closing: nothing more arrives.</summary>
    internal void StopLingering()
    {
        wire.Network.Scheduler.RemoveTimer(this);
        isLingering = false;
    }

    private void CloseInside(TimeSpan linger)
    {
        if (IsClosed)
            return;
        if (this == wire.Client && !wire.IsEstablished)
        {
            Put(SegmentKind.Reset);
        }
        else if (linger == TimeSpan.Zero)
        {
            if (incoming.Arrived > 0)
                Put(SegmentKind.Reset);
            else if (!isShutDown)
                Put(SegmentKind.End);
        }
        else
        {
            rest = sender?.Memory.ToArray();
            if (rest.IsEmpty && !isShutDown)
                Put(SegmentKind.End);
            isLingering = fault == SocketError.Success && (!incoming.HasEnded || !rest.IsEmpty);
            if (isLingering)
                wire.Network.Scheduler.AddTimer(this, wire.Network.Scheduler.DueIn(linger));
        }

        Leave();
        if (isLingering)
            incoming.Discard();
    }

    /// <summary>Sends more of the bytes that were being sent, and then the end.</summary>
    private void SendRest()
    {
        if (rest.IsEmpty)
            return;
        rest = rest[outgoing.Write(rest.Span)..];
        if (!rest.IsEmpty)
            return;
        Put(SegmentKind.End);
        if (incoming.HasEnded)
            StopLingering();
    }

    private void OnLateArrival(SegmentKind kind)
    {
        if (kind != SegmentKind.Bytes)
        {
            if (rest.IsEmpty || kind == SegmentKind.Reset)
                StopLingering();
        }
        else if (isLingering)
        {
            wire.Other(this).OnRoom();
        }
        else
        {
            Put(SegmentKind.Reset);         // this side no longer receives
        }
    }
}
