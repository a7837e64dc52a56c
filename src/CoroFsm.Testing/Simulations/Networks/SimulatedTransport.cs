using System.Net;
using System.Net.Sockets;
using CoroFsm.Networking;
using CoroFsm.Scheduling;

namespace CoroFsm.Testing;

/// <summary>Represents one side of a simulated connection; <c>SimulatedTransport.Closing.cs</c> says how it is closed.</summary>
internal sealed partial class SimulatedTransport(
    SimulatedWire wire, SimulatedHost? host, IPEndPoint local, IPEndPoint remote, SimulatedPipe incoming, SimulatedPipe outgoing)
    : Transport
{
    private ITransfer? receiver;
    private ITransfer? sender;
    private SocketError fault;
    private bool isShutDown;

    internal override bool IsExternal => false;

    internal override EndPoint? LocalEndPoint => local;

    internal override EndPoint? RemoteEndPoint => remote;

    internal SimulatedWire Wire => wire;

    internal SimulatedHost? Host => host;

    internal SimulatedPipe Outgoing => outgoing;

    private SocketException? Fault => fault == SocketError.Success ? null : new((int)fault);

    internal static void OnThread(Scheduler scheduler, Action action) => scheduler.HandleOrPost(action);

    internal static InvalidOperationException OfAnotherSimulation() =>
        new("The simulated network belongs to the tasks of another scheduler. Use the scheduler of its simulation.");

    internal override bool TryBeginReceive(ITransfer transfer, out Exception? error)
    {
        error = IsClosed ? NetworkOperation.Closed(nameof(Connection)) : null;
        transfer.Count = 0;
        if (error is not null)
            return false;
        var count = incoming.Read(transfer.Memory.Span);
        transfer.Count = count;
        if (count > 0)
            return false;
        error = Fault;
        if (error is not null || incoming.HasEnded)
            return false;
        receiver = transfer;
        return true;
    }

    internal override int Send(ReadOnlySpan<byte> bytes, out Exception? error)
    {
        error = IsClosed ? NetworkOperation.Closed(nameof(Connection))
            : isShutDown ? new SocketException((int)SocketError.Shutdown)
            : Fault;
        return error is null ? outgoing.Write(bytes) : 0;
    }

    internal override bool TryBeginSend(ITransfer transfer, out Exception? error)
    {
        var count = Send(transfer.Memory.Span, out error);
        transfer.Count = count;
        if (error is not null || count > 0)
            return false;
        sender = transfer;
        return true;
    }

    internal override void Shutdown()
    {
        if (Fault is { } broken)
            throw broken;
        if (isShutDown)
            return;
        isShutDown = true;
        Put(SegmentKind.End);
    }

    /// <summary>Called when there is room again for the sender.</summary>
    internal void OnRoom()
    {
        if (IsClosed)
        {
            SendRest();
            return;
        }

        if (sender is not { } transfer)
            return;
        sender = null;
        transfer.Count = Send(transfer.Memory.Span, out var error);
        transfer.End(error);
    }

    /// <summary>Called when a segment has arrived.</summary>
    internal void OnArrival(SegmentKind kind)
    {
        if (IsClosed)
        {
            OnLateArrival(kind);
            return;
        }

        switch (kind)
        {
            case SegmentKind.Connect:
                wire.Request();
                break;
            case SegmentKind.Answer:
                wire.Establish();
                break;
            case SegmentKind.Reset when this == wire.Client && !wire.IsEstablished:
                wire.Fail();
                break;
            case SegmentKind.Reset:
                Break();
                break;
            default:
                WakeReceiver();
                break;
        }
    }

    /// <summary>Resets this side of the connection.</summary>
    internal void Break()
    {
        if (IsClosed || fault != SocketError.Success)
            return;
        fault = SocketError.ConnectionReset;
        outgoing.Clear();
        WakeReceiver();
        sender?.End(Fault);
        sender = null;
    }

    private void Put(SegmentKind kind)
    {
        if (fault == SocketError.Success)
            outgoing.Put(kind);
    }

    private void WakeReceiver()
    {
        if (receiver is not { } transfer)
            return;
        receiver = null;
        var count = incoming.Read(transfer.Memory.Span);
        transfer.Count = count;
        transfer.End(count > 0 ? null : Fault);
    }
}
