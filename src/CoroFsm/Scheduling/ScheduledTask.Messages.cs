using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <content>The task's mailbox.</content>
internal sealed partial class ScheduledTask
{
    /// <summary>How a message that was sent fared.</summary>
    internal enum Delivery
    {
        Taken,
        Full,
        Ended,
    }

    /// <summary>Puts a message into the mailbox, and lets the task run if it may have waited for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Delivery Deliver<T>(T message)
    {
        if (!typeof(T).IsValueType || Phase != (Waiting | Receiving) || HeapIndex >= 0
            || data is not TaskExtras { Mailbox: { } mailbox } extras || !ReferenceEquals(extras.WaitsFor, Receiver<T>.Instance) || !mailbox.TryAddPlainly(message))
            return DeliverSpecially(message);

        Phase = Waiting | Receiving | Queued;
        Scheduler.Enqueue(this);
        return Delivery.Taken;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Delivery DeliverSpecially<T>(T message)
    {
        if ((Phase & Ended) != 0)
            return Delivery.Ended;

        var extras = Extras;
        var mailbox = extras.Mailbox ??= new(Scheduler.MailboxCapacity);
        if (mailbox.IsFull)
            return Delivery.Full;

        mailbox.Add(message);
        WakeForMessage<T>(extras.WaitsFor);
        return Delivery.Taken;
    }

    /// <summary>Takes the message that a receive has found.</summary>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T TakeMessage<T>()
    {
        if (!typeof(T).IsValueType || (Phase & ~Delivered) != Running
            || data is not TaskExtras { Mailbox: { } mailbox } || !mailbox.TryTakePlainly<T>(out var message))
            return TakeSpecially<T>();

        Phase = Running;
        return message;
    }

    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private T TakeSpecially<T>()
    {
        EndTrap(isCompleted: true);
        if (ExtrasOrNull is not { Mailbox: { } mailbox } || mailbox.Find<T>() is not (>= 0 and var index))
            throw NoMessage<T>();
        var message = mailbox.Take<T>(index);
        if (mailbox.Pending is not null)
            mailbox.MakeRoom();
        return message;
    }

    /// <summary>Tells whether a receive ended by its time limit.</summary>
    internal bool TakeTimeOut()
    {
        if (Phase != TimedOut)
            return false;
        Phase = Running;
        return true;
    }

    private InvalidOperationException NoMessage<T>() =>
        new($"Task {Describe()} has no message ({typeof(T).Name}) to take. Await the receive.");

    private void WakeForMessage<T>(object? waitsFor)
    {
        if ((Phase & ~KindMask) != Waiting)
            return;
        if (Kind == Receiving && ReferenceEquals(waitsFor, Receiver<T>.Instance))
            Scheduler.Wake(this);
        else if (Kind is Receiving or Trapped && waitsFor is Trap { TakesMessages: true })
            Scheduler.Wake(this, Recheck);
    }
}
