using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <content>The task's mailbox.</content>
internal sealed partial class ScheduledTask
{
    /// <summary>Specifies what has become of a message that was sent.</summary>
    internal enum Delivery
    {
        Taken,
        Full,
        Ended,
    }

    /// <summary>Puts a message into the mailbox, and wakes the task if it may have waited for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Delivery Deliver<T>(T message)
    {
        if (Phase != (Waiting | Receiving) || HeapIndex >= 0
            || ExtrasOrNull is not { Mailbox: { } mailbox } extras
            || !ReferenceEquals(extras.WaitsFor, Receiver<T>.Instance)
            || !mailbox.TryAddPlainly(message))
        {
            return DeliverSpecially(message);
        }

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
        Scheduler.OnMessage(this, Receiver<T>.Instance);
        return Delivery.Taken;
    }

    /// <summary>Takes the message that a receive has found.</summary>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T TakeMessage<T>()
    {
        if ((Phase & ~Delivered) != Running
            || ExtrasOrNull is not { Mailbox: { } mailbox }
            || !mailbox.TryTakePlainly<T>(out var message))
        {
            return TakeSpecially<T>();
        }

        return message;
    }

    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private T TakeSpecially<T>()
    {
        EndTrap(isCompleted: true);
        if (ExtrasOrNull is not { Mailbox: { } mailbox } || !mailbox.TryTake<T>(out var message))
            throw NoMessage<T>();
        return message;
    }

    /// <summary>Determines whether a receive has ended by its timeout, and takes that.</summary>
    internal bool TakeTimeOut()
    {
        if (Phase != TimedOut)
            return false;
        Phase = Running;
        return true;
    }

    private InvalidOperationException NoMessage<T>() =>
        new($"Task {Describe()} has no message ({typeof(T).Name}) to take. Await the receive.");
}
