using CoroFsm.Scheduling;

namespace CoroFsm.Testing;

/// <summary>Chooses the next task, and records the choices.</summary>
internal abstract class TurnChooser : ITurnOrder
{
    private const int MaxShown = 30;

    private readonly List<long> turns = [];
    private readonly Queue<string> lastTurns = new();

    internal IReadOnlyList<long> Turns => turns;

    internal int MaxTurns { get; set; } = int.MaxValue;

    public int Choose(IReadOnlyList<TaskId> ready)
    {
        if (turns.Count >= MaxTurns)
        {
            throw new InvalidOperationException(
                $"The run has not ended after {MaxTurns} turns. Raise the limit of Run, or let the tasks end.");
        }

        var index = ready.Count == 1 ? 0 : ChooseFrom(ready.Count);
        Note(ready[index]);
        return index;
    }

    internal IEnumerable<string> LastTurns() => lastTurns;

    /// <summary>Adds a note to the report of a failure.</summary>
    internal void Note(string what)
    {
        if (lastTurns.Count == MaxShown)
            lastTurns.Dequeue();
        lastTurns.Enqueue(what);
    }

    private protected abstract int ChooseFrom(int count);

    private protected void Forget()
    {
        turns.Clear();
        lastTurns.Clear();
    }

    private void Note(TaskId task)
    {
        turns.Add(task.Number);
        Note($"{task} {task.Name}{(task.Position.Length == 0 ? "" : $" at {task.Position}")}");
    }
}
