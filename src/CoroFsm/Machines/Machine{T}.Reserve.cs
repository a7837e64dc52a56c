namespace CoroFsm;

/// <content>The state that a machine rarely needs.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Contains rarely needed state. A separate object keeps an ordinary machine small.</summary>
    private sealed class Reserve
    {
        /// <summary>The thread that is inside a machine whose threads are checked; 0 for none.</summary>
        internal int Runner;

        /// <summary>The hash of the state that was asked for last, unless the machine has turns; null if none ever was.</summary>
        internal HashedState? Hashed;

        /// <summary>The thread that queues events; 0 for none.</summary>
        private int queueThread;

        /// <summary>Gets the events that were sent while the machine ran.</summary>
        internal Queue<(TEvent Event, ExecutionContext Context)> Queue { get; } = new();

        /// <summary>Gets the deferred events.</summary>
        internal DeferredEvents<TEvent> Deferred { get; } = new();

        /// <summary>Gets or sets the innermost of the enclosing handlers.</summary>
        internal Handler<TEvent>? Handlers { get; set; }

        /// <summary>Gets or sets the handlers that are free for reuse.</summary>
        internal Handler<TEvent>? FreeHandlers { get; set; }

        internal int HandlersVersion { get; set; }

        /// <summary>Gets or sets the handler whose substate is being left.</summary>
        internal Handler<TEvent>? LeavingTo { get; set; }

        /// <summary>Gets or sets the exception that is delivered to the wait.</summary>
        internal Exception? Signal { get; set; }

        internal Exception? Fault { get; set; }

        /// <summary>
        /// Gets or sets the exception that the sender receives when the machine waits: its event was received and then rejected, or an
        /// observer threw.
        /// </summary>
        internal Exception? Refusal { get; set; }

        /// <summary>
        /// Gets or sets the context of the call that closed the machine or ended its input while it ran; null for none.
        /// </summary>
        internal ExecutionContext? EndContext { get; set; }

        /// <summary>Gets or sets the state that was composed last.</summary>
        internal ComposedState State { get; set; }

        /// <summary>Gets or sets the state of the observer's last notification.</summary>
        internal string ObservedState { get; set; } = "";

        internal ITimer? Timer { get; set; }

        /// <summary>Gets or sets the due time of the timer, in the clock's ticks; the maximum value if it is not set.</summary>
        internal long TimerDue { get; set; } = long.MaxValue;

        /// <summary>Gets or sets the time at which the wait times out; the maximum value for never.</summary>
        internal long WaitDue { get; set; } = long.MaxValue;

        /// <summary>Gets or sets the context of the wait that times out.</summary>
        internal ExecutionContext? WaitContext { get; set; }

        /// <summary>Gets or sets the timers that send events; null if none was ever set.</summary>
        internal EventTimers<TEvent>? Timers { get; set; }

        /// <summary>Gets or sets what waits for the end of the machine; null if nothing ever did.</summary>
        internal EndWaiters<TEvent>? EndWaiters { get; set; }

        /// <summary>Gets or sets the work that is awaited, or was awaited last; null if there is none that can be used again.</summary>
        internal AwaitedWork<TEvent>? Work { get; set; }

        /// <summary>Gets or sets the work beside the state that has not ended, in the order of its start; null if there was none.</summary>
        internal List<InvokedWork<TEvent>>? Invoked { get; set; }

        /// <summary>
        /// Gets or sets a value indicating whether a coroutine has rejected an event that it had received, since this was reset.
        /// </summary>
        internal bool HasRejected { get; set; }

        /// <summary>Gets or sets a value indicating whether the wait must be resumed without an event.</summary>
        internal bool IsWoken { get; set; }

        /// <summary>Gets or sets a value indicating whether a filter is examining the deferred events.</summary>
        internal bool IsSearched { get; set; }

        /// <summary>
        /// Gets or sets the index of the deferred event that is offered under another context, and whether it was accepted.
        /// </summary>
        internal (int Index, bool IsTaken) Searched { get; set; }

        /// <summary>
        /// Determines whether a thread may use the queue. The thread that adds the first event owns it until it is empty.
        /// </summary>
        internal bool IsQueueOf(int thread)
        {
            var owner = Volatile.Read(ref queueThread);
            return owner == thread || (owner == 0 && Interlocked.CompareExchange(ref queueThread, thread, 0) == 0);
        }

        /// <summary>Drops all queued and deferred events and all handlers, because the machine has ended.</summary>
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
            State = default;
            Hashed = null;
            Timers = null;
            Work = null;
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
