using System.Diagnostics;
using System.Runtime.InteropServices;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>
/// The turns that are not in a commit yet. What takes turns of a machine holds the machine until it releases it: turns that are appended
/// meanwhile wait, so turns of one machine never overtake each other.
/// </summary>
internal sealed class TurnQueue
{
    /// <summary>The size after which a batch takes no further turn.</summary>
    private const long MaximumBytes = 64 << 20;

    /// <summary>The time that a writer waits for as many turns as the batch before had: less than a commit takes.</summary>
    private static readonly TimeSpan GatherTime = TimeSpan.FromMicroseconds(100);

    /// <summary>The number of turns that are worth a commit beside another.</summary>
    private const int LargeBatch = 256;

    /// <summary>The time after which turns no longer wait for a commit in flight.</summary>
    private static readonly TimeSpan LongCommit = TimeSpan.FromMilliseconds(5);

    private readonly object gate = new();
    private readonly Dictionary<MachineId, Line> lines = [];
    private readonly Stack<Line> unused = new();
    private readonly List<Removal> removals = [];
    private readonly List<Removal> returned = [];
    private readonly HashSet<Removal> unstored = [];
    private List<JournalTurn> ready = [];
    private List<JournalTurn> spare = [];
    private readonly HashSet<object> writing = [];
    private long busySince;
    private bool closed;

    /// <summary>
    /// Gives the senders of the batch before a moment, so that their next turns go in one commit, not in one early and one late.
    /// </summary>
    /// <param name="count">The number of turns to wait for.</param>
    internal void Gather(int count)
    {
        var start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref ready).Count < count && Stopwatch.GetElapsedTime(start) < GatherTime)
            Thread.Yield();
    }

    /// <summary>Adds a turn.</summary>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    internal void Add(JournalTurn turn)
    {
        lock (gate)
        {
            ThrowIfClosed();
            if (lines.TryGetValue(turn.Machine.Id, out var line))
            {
                line.Waiting.Enqueue(turn);
                return;
            }

            ready.Add(turn);
            if (writing.Count == 0 || ready.Count is 1 or LargeBatch)
                Monitor.Pulse(gate);
        }
    }

    /// <summary>Adds a message to be removed.</summary>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    internal void Add(Removal removal)
    {
        lock (gate)
        {
            ThrowIfClosed();
            removals.Add(removal);
            unstored.Add(removal);
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Returns the messages whose removal is not stored yet.</summary>
    internal HashSet<Removal> GetRemovals()
    {
        lock (gate)
            return [.. unstored];
    }

    /// <summary>Records that removals are stored.</summary>
    internal void Settle(List<Removal> stored)
    {
        lock (gate)
            unstored.ExceptWith(stored);
    }

    /// <summary>
    /// Adds removals again whose commit failed. They are taken with something else, so that a failing server is not asked at once.
    /// </summary>
    internal void Return(List<Removal> failed)
    {
        lock (gate)
            returned.AddRange(failed);
    }

    /// <summary>Waits for turns, and takes all that may be committed together.</summary>
    /// <param name="taker">The new holder of their machines.</param>
    /// <param name="turns">Receives the turns, in order.</param>
    /// <param name="alone">Receives turns that are stored by themselves, each of which holds its machine.</param>
    /// <param name="removed">Receives the messages to be removed.</param>
    /// <returns>False when the queue is closed and empty.</returns>
    internal bool Take(object taker, List<JournalTurn> turns, List<JournalTurn> alone, List<Removal> removed)
    {
        lock (gate)
        {
            writing.Remove(taker);
            if (!WaitForBatch())
                return false;
            writing.Add(taker);
            busySince = Stopwatch.GetTimestamp();
            removed.AddRange(returned);
            removed.AddRange(removals);
            returned.Clear();
            removals.Clear();
            (ready, spare) = (spare, ready);
            var bytes = 0L;
            foreach (var turn in CollectionsMarshal.AsSpan(spare))
                Distribute(turn, taker, turns, alone, ref bytes);
            spare.Clear();
            if (ready.Count > 0)
                Monitor.Pulse(gate);
            return true;
        }
    }

    /// <summary>
    /// Waits until there is something to write, and, if another batch is in flight, until that has ended, takes long, or so many turns
    /// wait that a second commit beside it is worth its cost.
    /// </summary>
    /// <returns>False when the queue is closed and empty.</returns>
    private bool WaitForBatch()
    {
        while (true)
        {
            if (ready.Count == 0 && removals.Count == 0)
            {
                if (closed && lines.Count == 0)
                    return false;
                Monitor.Wait(gate);
                continue;
            }

            var left = LongCommit - Stopwatch.GetElapsedTime(busySince);
            if (writing.Count == 0 || ready.Count >= LargeBatch || left <= TimeSpan.Zero)
                return true;
            Monitor.Wait(gate, left);
        }
    }

    /// <summary>Takes the turns of a held machine that precede a record.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="sequence">The number of the record.</param>
    /// <param name="turns">Receives the turns.</param>
    internal void TakeWaiting(JournaledMachine machine, long sequence, List<JournalTurn> turns)
    {
        lock (gate)
        {
            var waiting = lines[machine.Id].Waiting;
            while (waiting.TryPeek(out var turn) && turn.Machine == machine && !IsAlone(turn) && turn.GetRecord(0).Sequence < sequence)
                turns.Add(waiting.Dequeue());
        }
    }

    /// <summary>Ends the hold of machines: the turns that waited may be taken.</summary>
    internal void Release(params ReadOnlySpan<MachineId> machines)
    {
        lock (gate)
        {
            foreach (var machine in machines)
            {
                if (!lines.Remove(machine, out var line))
                    continue;
                ready.AddRange(line.Waiting);
                line.Waiting.Clear();
                line.Holder = line.Machine = null;
                unused.Push(line);
            }

            if (closed)
                Monitor.PulseAll(gate);
            else if (ready.Count > 0)
                Monitor.Pulse(gate);
        }
    }

    /// <summary>Refuses further turns. Those that are queued are still taken.</summary>
    internal void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.PulseAll(gate);
        }
    }

    private static bool IsAlone(JournalTurn turn) => turn is JournalTransaction or Change;

    /// <summary>
    /// Gives a turn to the taker, lets it wait for its machine, or leaves it for another batch. Those of a batch that belong to one machine
    /// belong to one object, too: so a conflict between two objects is between two commits.
    /// </summary>
    private void Distribute(JournalTurn turn, object taker, List<JournalTurn> turns, List<JournalTurn> alone, ref long bytes)
    {
        var full = bytes >= MaximumBytes;
        if (lines.TryGetValue(turn.Machine.Id, out var line))
        {
            if (full || line.Holder != taker || line.Machine != turn.Machine || line.Waiting.Count > 0 || IsAlone(turn))
            {
                line.Waiting.Enqueue(turn);
                return;
            }
        }
        else if (full)
        {
            ready.Add(turn);
            return;
        }
        else
        {
            line = unused.TryPop(out var other) ? other : new();
            line.Holder = IsAlone(turn) ? turn : taker;
            line.Machine = turn.Machine;
            lines.Add(turn.Machine.Id, line);
        }

        (IsAlone(turn) ? alone : turns).Add(turn);
        bytes += IsAlone(turn) ? 0 : SizeOf(turn);
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(closed, typeof(PostgreSqlJournal));

    private static long SizeOf(JournalTurn turn)
    {
        var size = 0L;
        for (var i = 0; i < turn.RecordCount; i++)
            size += turn.GetRecord(i).Payload.Length;
        for (var i = 0; i < turn.MessageCount; i++)
            size += turn.GetMessage(i).Payload.Length;
        return size;
    }

    /// <summary>A machine with turns in flight.</summary>
    private sealed class Line
    {
        /// <summary>Gets or sets what has the turns in flight.</summary>
        internal object? Holder { get; set; }

        /// <summary>Gets or sets the object of the machine that they belong to.</summary>
        internal JournaledMachine? Machine { get; set; }

        /// <summary>Gets the turns that wait until the holder releases the machine.</summary>
        internal Queue<JournalTurn> Waiting { get; } = new();
    }
}
