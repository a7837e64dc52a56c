namespace CoroFsm.Benchmarks.Dispatch.Contenders;

/// <summary>The compiler's own coroutine, with nothing around it: an iterator that reads its event from a field.</summary>
internal sealed class IteratorCase : FourStatesCase
{
    private readonly IEnumerator<int> machine;
    private byte current;

    internal IteratorCase()
        : base("iterator", "switch")
    {
        machine = Machine();
        machine.MoveNext();
    }

    protected override void Handle(ReadOnlySpan<byte> events)
    {
        foreach (var e in events)
        {
            current = e;
            machine.MoveNext();
        }
    }

    private IEnumerator<int> Machine()
    {
        while (true)
        {
            do
                yield return 0;
            while (current != 0);
            Transitions.Count++;

            do
                yield return 1;
            while (current != 1);
            Transitions.Count++;

            do
                yield return 2;
            while (current != 2);
            Transitions.Count++;

            do
                yield return 3;
            while (current != 3);
            Transitions.Count++;
        }
    }
}
