namespace CoroFsm;

/// <content>What a machine rarely has.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Kept apart, so that a machine that only waits stays small.</summary>
    private sealed class Reserve
    {
        /// <summary>The thread that is inside a machine whose threads are checked; 0: none.</summary>
        internal int Runner;

        /// <summary>The thread that queues events at present; 0: none.</summary>
        private int queueThread;

        /// <summary>Gets what was sent while the machine ran.</summary>
        internal Queue<(TEvent Event, ExecutionContext Context)> Queue { get; } = new();

        /// <summary>Gets what was put aside.</summary>
        internal DeferredEvents<TEvent> Deferred { get; } = new();

        /// <summary>Gets or sets the innermost of the enclosing handlers.</summary>
        internal Handler<TEvent>? Handlers { get; set; }

        /// <summary>Gets or sets the handlers that are free to be used again.</summary>
        internal Handler<TEvent>? FreeHandlers { get; set; }

        internal int HandlersVersion { get; set; }

        /// <summary>Gets or sets the handler whose substate is being left.</summary>
        internal Handler<TEvent>? LeavingTo { get; set; }

        /// <summary>Gets or sets the exception that is delivered to the wait.</summary>
        internal Exception? Signal { get; set; }

        internal Exception? Fault { get; set; }

        /// <summary>
        /// Gets or sets what the sender gets when the machine waits: its event was received and then refused, or an observer has thrown.
        /// </summary>
        internal Exception? Refusal { get; set; }

        /// <summary>
        /// Gets or sets the context of the call that closed the machine or ended its input while it ran; null: there was none.
        /// </summary>
        internal ExecutionContext? EndContext { get; set; }

        internal string State { get; set; } = "";

        /// <summary>Gets or sets what <see cref="State"/> was made from.</summary>
        internal CoroutineFrame? StateWaiter { get; set; }

        internal int StateVersion { get; set; }

        internal string? StateName { get; set; }

        /// <summary>Gets or sets the state that the observer was told of last.</summary>
        internal string ObservedState { get; set; } = "";

        internal ITimer? Timer { get; set; }

        /// <summary>Gets or sets when the timer comes, in the clock's ticks; the highest value: it does not.</summary>
        internal long TimerDue { get; set; } = long.MaxValue;

        /// <summary>Gets or sets when the wait times out; the highest value: it does not.</summary>
        internal long WaitDue { get; set; } = long.MaxValue;

        /// <summary>Gets or sets the context of the wait that times out.</summary>
        internal ExecutionContext? WaitContext { get; set; }

        /// <summary>Gets or sets the timers that come as events; null: none was ever set.</summary>
        internal EventTimers<TEvent>? Timers { get; set; }

        /// <summary>Gets or sets a value indicating whether the wait is to be resumed without an event.</summary>
        internal bool IsWoken { get; set; }

        /// <summary>Gets or sets a value indicating whether a filter is looking through the deferred events.</summary>
        internal bool IsSearched { get; set; }

        /// <summary>Gets or sets the index of the deferred event that is offered under another context.</summary>
        internal int Searched { get; set; }

        /// <summary>Gets or sets a value indicating whether it was accepted.</summary>
        internal bool IsTaken { get; set; }

        /// <summary>Whether a thread may use the queue: the one that put the first event in, until it is empty.</summary>
        internal bool IsQueueOf(int thread)
        {
            var owner = Volatile.Read(ref queueThread);
            return owner == thread || (owner == 0 && Interlocked.CompareExchange(ref queueThread, thread, 0) == 0);
        }

        /// <summary>The machine has ended: nothing that was queued or put aside will be handled.</summary>
        internal void DropAll()
        {
            ClearQueue();
            Deferred.Clear();
            IsWoken = false;
            Handlers = null;
            LeavingTo = null;
            Signal = null;
            EndContext = null;
            WaitContext = null;
            StateWaiter = null;
            Timers = null;
            Timer?.Dispose();
            Timer = null;
        }

        internal void ClearQueue()
        {
            Queue.Clear();
            Volatile.Write(ref queueThread, 0);
        }
    }
}
