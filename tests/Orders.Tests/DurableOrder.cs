using System.Runtime.ExceptionServices;
using CoroFsm;
using CoroFsm.Durability;
using CoroFsm.Testing.Durability;

namespace Orders.Tests;

/// <summary>Runs a durable order, in processes that follow each other on one journal.</summary>
internal sealed class DurableOrder : OrderRun
{
    private const string Key = "order-1";

    private readonly OrderWorld world;
    private readonly IPayments payments;
    private readonly bool crashes;
    private readonly MemoryJournalStorage storage = new();
    private readonly List<Task> asks = [];
    private Life life;

    /// <summary>Initializes a new instance of the <see cref="DurableOrder"/> class.</summary>
    /// <param name="world">What survives.</param>
    /// <param name="payments">The payment service, which survives, too.</param>
    /// <param name="crashes">Whether the process crashes after each step at which no caller waits.</param>
    internal DurableOrder(OrderWorld world, IPayments payments, bool crashes)
    {
        (this.world, this.payments, this.crashes) = (world, payments, crashes);
        life = Open();
    }

    internal override string State => life.Call(static host => host.GetInfoAsync(Key))?.State ?? "";

    internal override bool HasEnded => State == "Ended";

    internal override void Send(OrderEvent @event)
    {
        life.Call(host => host.SendAsync(Key, @event).AsTask());
        MayCrash();
    }

    internal override Task<TReply> Ask<TReply>(Func<ReplyTo<TReply>, OrderEvent> ask)
    {
        var reply = life.Start(host => host.AskAsync(Key, ask));
        asks.Add(reply);
        MayCrash();
        return reply;
    }

    internal override void Advance(TimeSpan by)
    {
        world.Time.Advance(by, life.Run);
        MayCrash();
    }

    /// <summary>Ends the process without any notice, and starts another.</summary>
    internal void Crash()
    {
        life.End();
        life = Open();
    }

    private void MayCrash()
    {
        asks.RemoveAll(static ask => ask.IsCompleted);
        if (crashes && asks.Count == 0)
            Crash();
    }

    private Life Open() => new(this);

    /// <summary>Represents one process.</summary>
    private sealed class Life : TaskScheduler
    {
        private readonly Queue<Task> tasks = new();
        private readonly MemoryJournal journal;
        private readonly LifeTime time;
        private readonly DurableHost<OrderEvent> host;
        private bool hasEnded;

        internal Life(DurableOrder order)
        {
            journal = new(order.storage) { CommitsManually = true };
            time = new(order.world.Time);
            var shop = order.world.Open(order.payments, time);
            var opening = Start(() => DurableHost.OpenAsync<OrderEvent>(
                journal,
                durable => new OrderLife(durable, shop).Order(),
                new()
                {
                    TimeProvider = time,
                    TaskScheduler = this,
                    PassivateAfter = null,
                    Type = OrderService.Name,
                    OnMessage = (message, _) => shop.EndAsync(message.Read<OrderEnded>()),
                }));
            Assert.True(opening.IsCompleted);
            host = opening.GetAwaiter().GetResult();
            Run();
        }

        public override int MaximumConcurrencyLevel => 1;

        internal TResult Call<TResult>(Func<DurableHost<OrderEvent>, Task<TResult>> call)
        {
            var task = Start(call);
            Assert.True(task.IsCompleted, "The call waits although nothing is left to do.");
            if (task.Exception is { } error)
                ExceptionDispatchInfo.Throw(error.GetBaseException());
            return task.Result;
        }

        internal Task<TResult> Start<TResult>(Func<DurableHost<OrderEvent>, Task<TResult>> call) => Start(() => call(host));

        /// <summary>Runs and commits until nothing is left to do.</summary>
        internal void Run()
        {
            while (tasks.Count > 0 || journal.QueuedCount > 0)
            {
                if (tasks.TryDequeue(out var task))
                    TryExecuteTask(task);
                else
                    Assert.True(journal.CommitAsync().AsTask().IsCompleted);
            }
        }

        internal void End()
        {
            hasEnded = true;
            journal.Crash();
            time.Stop();
            tasks.Clear();
        }

        protected override void QueueTask(Task task)
        {
            if (!hasEnded)
                tasks.Enqueue(task);
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => tasks;

        private Task<TResult> Start<TResult>(Func<Task<TResult>> function)
        {
            var task = Task.Factory.StartNew(function, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();
            Run();
            return task;
        }
    }

    /// <summary>A clock whose timers end with the process.</summary>
    private sealed class LifeTime(TimeProvider time) : TimeProvider
    {
        private bool hasStopped;

        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() => time.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(
                value =>
                {
                    if (!hasStopped)
                        callback(value);
                },
                state,
                dueTime,
                period);

        internal void Stop() => hasStopped = true;
    }
}
