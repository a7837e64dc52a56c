using CoroFsm;

namespace Orders.Tests;

/// <summary>Runs one order on the thread of the test. What a call causes has happened when it returns.</summary>
internal abstract class OrderRun
{
    internal abstract string State { get; }

    internal abstract bool HasEnded { get; }

    internal abstract void Send(OrderEvent @event);

    internal abstract Task<TReply> Ask<TReply>(Func<ReplyTo<TReply>, OrderEvent> ask);

    internal abstract void Advance(TimeSpan by);
}
