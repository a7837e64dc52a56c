namespace CoroFsm.Benchmarks.Dispatch;

/// <summary>The four states as data, for coroutines that end before the machine has gone round.</summary>
/// <param name="transitions">Counts the transitions.</param>
internal sealed class Ring(Counter transitions)
{
    private int state;

    internal void Take(byte e)
    {
        if (e != state)
            return;

        state = (state + 1) % FourStatesCase.States;
        transitions.Count++;
    }
}
