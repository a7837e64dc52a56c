namespace CoroFsm.Testing;

/// <summary>Chooses every order of turns, one in each run: a depth-first search of the tree of choices.</summary>
internal sealed class ExhaustiveChooser : TurnChooser
{
    private readonly List<(int Chosen, int Count)> choices = [];
    private int depth;

    internal void BeginRun()
    {
        depth = 0;
        Forget();
    }

    /// <summary>Advances the last choice that has alternatives left.</summary>
    /// <returns>False if there is none.</returns>
    internal bool MoveToNextOrder()
    {
        while (choices.Count > 0 && choices[^1].Chosen == choices[^1].Count - 1)
            choices.RemoveAt(choices.Count - 1);
        if (choices.Count == 0)
            return false;

        choices[^1] = (choices[^1].Chosen + 1, choices[^1].Count);
        return true;
    }

    private protected override int ChooseFrom(int count)
    {
        if (depth == choices.Count)
            choices.Add((0, count));
        if (choices[depth].Count != count)
        {
            throw new InvalidOperationException(
                $"At choice {depth} {count} tasks can run, but {choices[depth].Count} could in an earlier run with the same choices. " +
                "Take everything that is random or depends on time from the simulation.");
        }

        return choices[depth++].Chosen;
    }
}
