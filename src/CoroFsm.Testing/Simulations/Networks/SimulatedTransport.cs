using System.Net;
using System.Net.Sockets;
using CoroFsm.Networking;
using CoroFsm.Scheduling;

namespace CoroFsm.Testing;

/// <summary>Represents one side of a simulated connection.</summary>
internal sealed class SimulatedTransport(
    SimulatedWire wire, SimulatedHost? host, IPEndPoint local, IPEndPoint remote, SimulatedPipe incoming, SimulatedPipe outgoing)
    : Transport
{
    private ReceiveOperation? receiver;
    private SendOperation? sender;
    private SocketError fault;
    private bool isShutDown;

    internal override bool IsExternal => false;

    internal override EndPoint? LocalEndPoint => local;

    internal override EndPoint? RemoteEndPoint => remote;

    internal SimulatedWire Wire => wire;

    internal SimulatedHost? Host => host;

    internal SimulatedPipe Outgoing => outgoing;

    internal bool IsClosed { get; private set; }

    private SocketException? Fault => fault == SocketError.Success ? null : new((int)fault);

    public override void Dispose() => OnThread(wire.Network.Scheduler, Close);

    internal static void OnThread(Scheduler scheduler, Action action) => scheduler.HandleOrPost(action);

    internal static InvalidOperationException OfAnotherSimulation() =>
        new("The simulated network belongs to the tasks of another scheduler. Use the scheduler of its simulation.");

    internal override bool TryBeginReceive(ReceiveOperation operation, out Exception? error)
    {
        error = IsClosed ? NetworkOperation.Closed(nameof(Connection)) : null;
        operation.Count = 0;
        if (error is not null)
            return false;
        operation.Count = incoming.Read(operation.Buffer.Span);
        if (operation.Count > 0)
            return false;
        error = Fault;
        if (error is not null || incoming.HasEnded)
            return false;
        receiver = operation;
        return true;
    }

    internal override int Send(ReadOnlySpan<byte> bytes, out Exception? error)
    {
        error = IsClosed ? NetworkOperation.Closed(nameof(Connection))
            : isShutDown ? new SocketException((int)SocketError.Shutdown)
            : Fault;
        return error is null ? outgoing.Write(bytes) : 0;
    }

    internal override bool TryBeginSend(SendOperation operation, out Exception? error)
    {
        operation.Count = Send(operation.Chunk.Span, out error);
        if (error is not null || operation.Count > 0)
            return false;
        sender = operation;
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
        if (sender is not { } operation)
            return;
        sender = null;
        operation.Count = Send(operation.Chunk.Span, out var error);
        operation.End(error);
    }

    /// <summary>Called when a segment has arrived.</summary>
    internal void OnArrival(SegmentKind kind)
    {
        if (IsClosed)
        {
            if (kind == SegmentKind.Bytes)
                Put(SegmentKind.Reset);         // this side no longer receives
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

    /// <summary>Closes this side. Resets the other side if bytes are unread, or if this is a client that has not yet connected.</summary>
    private void Close()
    {
        if (IsClosed)
            return;
        if ((this == wire.Client && !wire.IsEstablished) || incoming.Arrived > 0)
            Put(SegmentKind.Reset);
        else if (!isShutDown)
            Put(SegmentKind.End);
        Leave();
    }

    private void Put(SegmentKind kind)
    {
        if (fault == SocketError.Success)
            outgoing.Put(kind);
    }

    private void WakeReceiver()
    {
        if (receiver is not { } operation)
            return;
        receiver = null;
        operation.Count = incoming.Read(operation.Buffer.Span);
        operation.End(operation.Count > 0 ? null : Fault);
    }
}
